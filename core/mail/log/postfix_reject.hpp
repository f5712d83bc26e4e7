#pragma once
#include "core/mail/log/log_line.hpp"

#include <string_view>

namespace cutwatch::mail {

/// What stands behind "reject: ", "hold: " and the like of Postfix: "RCPT from name[192.0.2.1]: 554 5.7.1
/// words; from=<..> to=<..> proto=ESMTP helo=<..>". Where words of the message are quoted ("header Subject:
/// words from name[192.0.2.1]; from=<..> ...: 5.7.1 words") the client is the last one that is named, for its
/// sender may have written another; the queue id tells the client for certain. Linear.
void read_postfix_reject(LogLine& line, std::string_view text);

}  // namespace cutwatch::mail
