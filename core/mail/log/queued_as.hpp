#pragma once
#include <string_view>

namespace cutwatch::mail {

/// The id under which the next host took a message, in its reply to the message: "250 2.0.0 Ok: queued as
/// 0C24AA78825" (Postfix), "250 OK id=1xUnsc-0008Bp-14" (Exim), "250 2.0.0 7e715afd Message accepted for
/// delivery" (OpenSMTPD, Sendmail), "... [InternalId=75952371535873, ...] Queued mail for delivery"
/// (Exchange), "250 2.0.0 OK 1796155200 d9443c01a7336 - gsmtp" (Gmail). Empty where it is none of these. A
/// part of the reply. Pure.
std::string_view queued_as(std::string_view reply) noexcept;

}  // namespace cutwatch::mail
