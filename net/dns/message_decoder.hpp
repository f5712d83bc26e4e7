#pragma once
#include "core/dns/message.hpp"
#include "core/failure/failure.hpp"

#include <cstdint>
#include <span>

namespace cutwatch::net {

/// Decodes one DNS message without its TCP length (RFC 1035 §4.1, RFC 6891, RFC 5001, RFC 8914).
/// Record data comes out in presentation form as `dns::canonical_data` writes it; types that are unknown in
/// the form of RFC 3597. Everything in the result is printable ASCII. Octets after the last counted record
/// are ignored. Errors: malformed, with what is wrong (more than 65535 octets, a pointer that does not lead
/// backwards, counts that the octets do not hold, …). Time and memory are linear in the size of the message.
/// Pure, thread-safe.
Result<dns::Message> decode_message(std::span<const std::uint8_t> octets);

}  // namespace cutwatch::net
