#pragma once
#include "core/time/time.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace cutwatch::net {

/// Which entries of the systemd journal are a mail server's log.
struct JournalQuery {
  std::string program = "journalctl";
  std::string unit{};                      ///< A unit or a pattern of units; empty: of any.
  std::vector<std::string> identifiers{};  ///< SYSLOG_IDENTIFIER, any of them; none: any.
};

/// From where on.
struct JournalStart {
  enum class Kind : std::uint8_t {
    entry,     ///< from that entry on, itself included
    last,      ///< the last one that is there, and what comes
    instant,   ///< what was logged at that time or later
    earliest,  ///< all
    back,      ///< that entry and those before it, the latest first, `most` of them at most; then it ends
  };
  Kind kind;
  std::string cursor{};
  WallTime instant{};
  std::size_t most = 0;
};

/// What journalctl is called with. Without a unit and identifiers: what was logged with the facility "mail"
/// (RFC 5424 §6.2.1), which is what a syslog daemon writes into mail.log. Pure.
std::vector<std::string> journal_arguments(const JournalQuery& query, const JournalStart& start);

}  // namespace cutwatch::net
