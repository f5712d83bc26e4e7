#pragma once
#include "net/dns/query_encoder.hpp"

namespace cutwatch::net {

/// Whether a datagram answers a query.
enum class ReplyMatch : std::uint8_t {
  match,       ///< id, QR, opcode and the one question are right, the name in the very case it was sent in
  wrong_case,  ///< all right but the case of the name's letters: some load balancers do that, and so would a
               ///< forger
  no,
};

/// Compares as RFC 5452 §9.1 demands, source address and port excepted: the socket's owner compares those.
/// Pure.
ReplyMatch match_reply(const EncodedQuery& query, std::span<const std::uint8_t> datagram);

}  // namespace cutwatch::net
