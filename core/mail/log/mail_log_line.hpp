#pragma once
#include "core/mail/log/log_line.hpp"
#include "core/mail/log/log_time.hpp"
#include "core/mail/log/syslog_head.hpp"

#include <optional>
#include <string_view>

namespace cutwatch::mail {

/// Reads a line of a mail server's log, with or without its line end: of the given server, or of the one that
/// it looks like. A line of another program that the same log has is one without an `mta`. nullopt where it
/// is no line of such a log at all: count those. Exim's lines need no program name, OpenSMTPD's no head.
/// Looks at the first 65536 octets. Linear, allocates nothing, never throws. Pure.
std::optional<LogLine> read_mail_log_line(std::string_view line, const LogClock& clock,
                                          std::optional<Mta> given = std::nullopt);

/// The same of an entry whose head is known: of the journal, say.
LogLine read_mail_log_entry(const SyslogHead& head, const LogClock& clock,
                            std::optional<Mta> given = std::nullopt);

}  // namespace cutwatch::mail
