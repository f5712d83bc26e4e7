#pragma once
#include "core/mail/log/log_line.hpp"

#include <string_view>

namespace cutwatch::mail {

/// Whether a program's name in a log is a daemon of Postfix, under whatever instance name and service:
/// "postfix/smtpd", "postfix-in/submission/smtpd", "mx1/qmgr".
bool is_postfix_tag(std::string_view tag) noexcept;

/// What a program of Postfix says, added to what the head of its line told. Read by keys, never by position:
/// newer versions add keys in between. Linear. Never throws.
void read_postfix_line(LogLine& line, std::string_view tag, std::string_view message);

}  // namespace cutwatch::mail
