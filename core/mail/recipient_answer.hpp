#pragma once
#include "core/mail/smtp_outcome.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace cutwatch::mail {

/// What a server says of a recipient; values of the `answer` label.
enum class RecipientAnswer : std::uint8_t {
  valid,    ///< 2xx: it would take mail for it. Some servers say so of everybody
  refused,  ///< 5xx that is about the recipient: nobody is called so there
  unclear,  ///< 4xx, or a refusal that is about the sender, his address or relaying
};

inline constexpr std::array kRecipientAnswers{RecipientAnswer::valid, RecipientAnswer::refused,
                                              RecipientAnswer::unclear};

std::string_view to_string(RecipientAnswer answer) noexcept;

/// What a reply to RCPT (RFC 5321 §3.3) says of the recipient: by the enhanced code (RFC 3463 §3.2, §3.3),
/// where it has none by one in the text, and without any by what servers usually say. What is not known to be
/// about the recipient is unclear. Linear in the text. Pure.
RecipientAnswer recipient_answer(const SmtpReply& reply);

/// Whether a 4xx or 5xx says something about the recipient: for now, or for good. Likewise.
bool is_about_recipient(const SmtpReply& reply);

/// Whether a reply to RCPT for whom nobody has can be meant for that recipient alone: the server then does
/// not take anybody, if it took another one in the same look. A 4xx must say that it is about the recipient:
/// greylisting and an address check that is under way put off whom they do not know yet, and may take him the
/// next time. Nor does one that counts recipients tell them apart. Linear in the text. Pure.
bool is_told_apart(const SmtpReply& reply);

/// "550 5.1.1 User unknown", as short as a person needs it; printable ASCII.
std::string short_text(const SmtpReply& reply);

}  // namespace cutwatch::mail
