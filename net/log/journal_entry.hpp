#pragma once
#include "core/failure/failure.hpp"
#include "core/time/time.hpp"

#include <string>
#include <string_view>

namespace cutwatch::net {

struct JournalEntry {
  /// As a syslog daemon would have written it: "2026-11-23T08:25:46.392405+00:00 HOST TAG[PID]: MESSAGE". A
  /// line break in the message is "#012", as rsyslog writes it: one entry is one line, whoever wrote it.
  std::string line;
  std::string cursor;  ///< Empty where it has none that could be kept.
  WallTime at;
  bool is_shortened = false;  ///< journalctl left the message out, because it is too long.
};

/// Reads one line of `journalctl --output=json` (systemd.journal-fields(7)). A message that is no UTF-8 comes
/// as an array of octets. Errors: malformed (no JSON object, or without a time). Pure.
Result<JournalEntry> parse_journal_entry(std::string_view json);

}  // namespace cutwatch::net
