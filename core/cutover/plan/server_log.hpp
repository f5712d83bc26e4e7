#pragma once
#include "core/cutover/plan/server_role.hpp"
#include "core/mail/log/log_line.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cutwatch::cutover {

/// Where a log is read from.
enum class LogSourceKind : std::uint8_t { file, journal, standard_input };

/// The log of one of the servers. A server may have several, each another source.
struct ServerLog {
  ServerRole role = ServerRole::old_server;
  LogSourceKind kind = LogSourceKind::file;
  std::string path{};                      ///< Of a file.
  mail::Mta mta = mail::Mta::postfix;      ///< Whose lines they are.
  std::string unit{};                      ///< Of the journal; empty: any.
  std::vector<std::string> identifiers{};  ///< Of the journal; none: any.
  /// Where nothing is remembered of it, what is there counts too; else what is logged from now on.
  bool is_read_from_start = false;

  /// What it is called in the state file and to people: its path, "journal" or "stdin".
  std::string_view source() const;
  friend bool operator==(const ServerLog&, const ServerLog&) = default;
};

}  // namespace cutwatch::cutover
