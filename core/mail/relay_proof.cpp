#include "core/mail/relay_proof.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace cutwatch::mail {
namespace {

using Networks = std::vector<IpNetwork>;
using Outcome = PathProof::Outcome;

/// What tells one server from another one.
bool is_only_in(const IpAddress& address, const Networks& one, const Networks& other) {
  return contains(one, address) && !contains(other, address);
}

/// From the mailbox downwards: the second server is met before the first one.
bool is_handed_over(const std::vector<Received>& hops, const RelayExpected& way) {
  bool is_at_second = way.kept_by == MailboxKeeper::second;
  for (const auto& hop : hops) {
    // Its own host named again, as by a filter there, is another program of whoever is known by then.
    if (peer_in(hop, way.trusted) != Peer::trusted) continue;
    if (is_only_in(*hop.from_ip, way.first, way.second)) return is_at_second;
    is_at_second = is_at_second || is_only_in(*hop.from_ip, way.second, way.first);
  }
  return false;
}

}  // namespace

PathProof prove_relay(const Trace& trace, const RelayExpected& way) {
  const WayExpected through_first{
      .trusted = way.trusted, .through = way.first, .not_through = {}, .queue_id = way.queue_id};
  auto proof = prove_path(trace, through_first);
  if (proof.outcome != Outcome::proven) return proof;
  const bool is_of_first = way.kept_by == MailboxKeeper::first;
  if (!is_of_first && is_handed_over(trusted_hops(trace, way.trusted), way)) return proof;
  const auto* const why = is_of_first ? "the mailbox is that server's own"
                                      : "nothing shows that the other server took it from there";
  return {.outcome = Outcome::unknown, .why = fmt::format("{}, and {}", proof.why, why)};
}

bool is_taken_by_keeper(const Trace& trace, const std::vector<IpNetwork>& trusted,
                        const std::string& queue_id) {
  const auto hops = trusted_hops(trace, trusted);
  const auto handed_on = std::ranges::find_if(
      hops, [&](const Received& hop) { return peer_in(hop, trusted) != Peer::own_host; });
  auto by_keeper = trace;
  by_keeper.fields.resize(static_cast<std::size_t>(handed_on - hops.begin()) +
                          (handed_on == hops.end() ? 0 : 1));
  const auto proof =
      prove_path(by_keeper, {.trusted = trusted, .through = {}, .not_through = {}, .queue_id = queue_id});
  return proof.grade == PathProof::Grade::by_queue_id;
}

}  // namespace cutwatch::mail
