#pragma once
#include "core/mail/log/log_line.hpp"

#include <string_view>

namespace cutwatch::mail {

/// Whether it begins as a line of OpenSMTPD (6.4 and later) does: "71983e99f341e65e smtp connected ...".
bool is_opensmtpd_message(std::string_view message) noexcept;

/// What OpenSMTPD says, added to what the head of its line told. Linear. Never throws.
void read_opensmtpd_line(LogLine& line, std::string_view message);

}  // namespace cutwatch::mail
