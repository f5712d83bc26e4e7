#pragma once
#include "core/mail/log/log_time.hpp"

#include <optional>
#include <string_view>

namespace cutwatch::mail {

/// What stands before a program's own words in a line of a log. The views are parts of the line.
struct SyslogHead {
  std::optional<WallTime> time;
  std::string_view host;  ///< Empty where none is told.
  std::string_view tag;   ///< The program: "postfix/relay/smtp", "exim".
  std::string_view pid;
  std::string_view message;  ///< The program's words, without blanks before them.
};

/// RFC 3164 as syslog daemons write it, with the times of `read_log_time`; with or without "<22>",
/// "<mail.info>", the host, the pid or "[ID 197553 mail.info]"; RFC 5424 as well. nullopt where there is no
/// time or no program. Linear. Pure.
std::optional<SyslogHead> read_syslog_head(std::string_view line, const LogClock& clock);

}  // namespace cutwatch::mail
