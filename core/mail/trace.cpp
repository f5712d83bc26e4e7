#include "core/mail/trace.hpp"

#include "core/text/ascii.hpp"

namespace cutwatch::mail {
namespace {

/// What a program gets that connects to its own host.
bool is_own_host(const IpAddress& address) {
  return address.is_v4() ? address == IpAddress::v4({127, 0, 0, 1}) : address.is_loopback();
}

/// LMTP, LMTPA, LMTPS, LMTPSA (RFC 3848). Over a socket of the host, Dovecot and Cyrus know no address of the
/// peer; the protocol is for hand-overs that no stranger takes part in (RFC 2033 §5).
bool is_local_delivery(const Received& field) {
  return !field.from_ip && field.with && begins_ignoring_case(*field.with, "LMTP");
}

}  // namespace

Trace read_trace(const HeaderBlock& header) {
  Trace trace;
  for (const auto& field : header.fields) {
    if (!equals_ignoring_case(field.name, "Received")) continue;
    if (trace.fields.size() == Trace::kMost) break;
    auto received = parse_received(field.value);
    trace.fields.push_back(received ? std::optional(*std::move(received)) : std::nullopt);
  }
  return trace;
}

Peer peer_in(const Received& field, const std::vector<IpNetwork>& trusted) {
  if (!field.has_from || is_local_delivery(field)) return Peer::own_host;
  if (!field.from_ip) return Peer::unclear;
  const auto address = unmapped(*field.from_ip);
  if (is_own_host(address)) return Peer::own_host;
  return contains(trusted, address) ? Peer::trusted : Peer::stranger;
}

std::vector<Received> trusted_hops(const Trace& trace, const std::vector<IpNetwork>& trusted) {
  std::vector<Received> hops;
  for (const auto& field : trace.fields) {
    if (!field) break;
    hops.push_back(*field);
    const auto peer = peer_in(*field, trusted);
    if (peer == Peer::stranger || peer == Peer::unclear) break;
  }
  return hops;
}

}  // namespace cutwatch::mail
