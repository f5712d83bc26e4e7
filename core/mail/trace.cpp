#include "core/mail/trace.hpp"

#include "core/text/ascii.hpp"

#include <string_view>

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

/// Whether there was room for it.
bool add(Trace& trace, std::string_view value) {
  if (trace.fields.size() == Trace::kMost) return false;
  auto received = parse_received(value);
  trace.fields.push_back(received ? std::optional(*std::move(received)) : std::nullopt);
  return true;
}

}  // namespace

Trace read_trace(const HeaderBlock& header) {
  Trace trace;
  for (const auto& field : header.fields) {
    if (equals_ignoring_case(field.name, "Received") && !add(trace, field.value)) break;
  }
  return trace;
}

Trace read_trace(const std::vector<std::string>& values) {
  Trace trace;
  for (const auto& value : values) {
    if (!add(trace, value)) break;
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

BelievedLines believed_lines(const Trace& trace, const std::vector<IpNetwork>& trusted) {
  const auto hops = trusted_hops(trace, trusted);
  if (hops.empty()) return {};
  const auto peer = peer_in(hops.back(), trusted);
  const bool is_last = hops.size() == trace.fields.size() && hops.size() < Trace::kMost;
  return {.count = hops.size(),
          .reach_sender = peer == Peer::stranger || (peer == Peer::own_host && is_last)};
}

}  // namespace cutwatch::mail
