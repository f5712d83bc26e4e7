#pragma once
#include "core/mail/smtp_outcome.hpp"

#include <cstdint>
#include <string_view>

namespace cutwatch::mail {

/// What a 4xx or 5xx is about that a server gives to one whom it does not know, before any message.
enum class RefusalSubject : std::uint8_t {
  client,       ///< who asks, or nothing else that it says: so does a server that takes mail from others only
  service,      ///< the server as a whole: it may refuse everybody
  log_in,       ///< it takes mail from those who log in
  recipient,    ///< the recipient, or his mailbox
  sender,       ///< the sender's address, or whether he may use it (SPF and its like)
  relaying,     ///< that it does not hand mail on to that domain
  reputation,   ///< what others say of the address that asks: a list, its reverse name, how it calls itself
  encryption,   ///< it wants TLS, or none is to be had
  greylisting,  ///< it wants to be asked again
  rate,         ///< it was asked too often, or for too many
  command,      ///< what it was told is not understood or not allowed
  fault,        ///< it cannot just now: its disk, its lookups, its next hop
};

/// "about the recipient", to go behind a reply.
std::string_view words_of(RefusalSubject subject) noexcept;

/// By the code (RFC 5321 §4.2.3, RFC 7504), the enhanced code (RFC 3463, RFC 7372), and the words that
/// servers use; what the reply repeats of an address in angle brackets says nothing. Linear in the text.
/// Pure.
RefusalSubject subject_of(const SmtpReply& refusal);

}  // namespace cutwatch::mail
