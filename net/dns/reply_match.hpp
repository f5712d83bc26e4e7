#pragma once
#include "net/dns/query_encoder.hpp"

namespace cutwatch::net {

/// Whether a datagram answers a query.
enum class ReplyMatch : std::uint8_t {
  match,       ///< id, QR, opcode and the one question are right, the name in the very case it was sent in
  wrong_case,  ///< all right but the case of the name's letters: some load balancers do that, and so would a
               ///< forger
  bare_error,  ///< id and QR are right, the opcode too, but it is a header alone, with one of four rcodes:
               ///< see `match_reply`
  no,
};

/// Compares as RFC 5452 §9.1 demands, source address and port excepted: the socket's owner compares those.
///
/// One exception: servers from before EDNS, and some that shed load, answer what they do not understand with
/// the header alone. Such a FORMERR, NOTIMP, REFUSED or SERVFAIL is a `bare_error`. Port and id are all that
/// protects it, not the name's letters, so it must decide little: it may cost a query its EDNS, and where a
/// second one answers the repetition, which has a new port and id, it is an error: no cache is judged by
/// that, and a forger who guesses twice could have done the same by flooding the server. NOERROR and
/// NXDOMAIN would say what the record is: without the question they are never a reply. Pure.
ReplyMatch match_reply(const EncodedQuery& query, std::span<const std::uint8_t> datagram);

}  // namespace cutwatch::net
