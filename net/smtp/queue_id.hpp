#pragma once
#include <string>
#include <string_view>

namespace cutwatch::net {

/// The id under which a server filed the message, out of the text of its reply to the final dot: "Ok: queued
/// as 4ABC" (Postfix), "OK id=1xUnsc-0008Bp-14" (Exim), "7e715afd Message accepted for delivery" (OpenSMTPD,
/// sendmail), and so on. Empty when no known form is met. It ties the server's log and its Received line to
/// the attempt.
std::string queue_id_of(std::string_view reply_text);

}  // namespace cutwatch::net
