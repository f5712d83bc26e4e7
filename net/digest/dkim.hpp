#pragma once
#include "core/mail/dkim_signature.hpp"
#include "core/mail/integrity.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Signatures of our own messages (RFC 6376, RFC 8463).
namespace cutwatch::net {

/// The message with a DKIM-Signature on top: "relaxed/relaxed", over From, Reply-To, To, Subject, Date,
/// Message-ID and the MIME fields. Throws std::runtime_error where the signer has no key that can sign: the
/// configuration has read it.
std::string dkim_signed(std::string_view message, const mail::DkimSigner& signer);

/// How much of the message that arrived is known.
enum class KnownPart : std::uint8_t {
  whole,
  beginning,  ///< The header, but not all of the body: its hash is believed as it is written.
};

/// What became of the signer's signature: none where one still holds; else what it was over that is not as it
/// was sent, or that the signature itself is gone or another. The key is the signer's own: the DNS is not
/// asked. Read are the first 2 MiB, and 8 signatures by that name.
std::optional<mail::FieldChange> dkim_change(const mail::DkimSigner& signer, std::string_view sent,
                                             std::string_view arrived, KnownPart part);

}  // namespace cutwatch::net
