#include "core/cutover/server_log/farewell.hpp"

#include "core/cutover/server_log/role_facts.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace cutwatch::cutover {
namespace {

using mail::SenderNetwork;
using mail::SenderNetworks;

/// When it was seen there last since the switch; none where it was not.
std::optional<WallTime> seen_since(const SenderNetwork& sender, WallTime switched_since) {
  return sender.last >= switched_since ? sender.last : std::nullopt;
}

std::optional<WallTime> seen_since(const SenderNetworks& senders, const IpNetwork& network,
                                   WallTime switched_since) {
  const auto found = senders.known.find(network);
  return found == senders.known.end() ? std::nullopt : seen_since(found->second, switched_since);
}

/// Times of logs are whole seconds: in doubt it still comes to the old server.
FarewellState state_of(std::optional<WallTime> at_old, std::optional<WallTime> at_new) {
  if (!at_old && !at_new) return FarewellState::unseen;
  return at_new > at_old ? FarewellState::moved : FarewellState::direct;
}

std::uint64_t since(const SenderNetwork& sender) {
  return sender.messages - std::min(sender.before, sender.messages);
}

LateSender late_sender(const IpNetwork& network, const SenderNetwork& sender, WallTime last) {
  return {
      .network = network, .since = since(sender), .before = sender.before, .last = last, .name = sender.name};
}

}  // namespace

std::string_view to_string(FarewellState state) noexcept {
  switch (state) {
    case FarewellState::moved: return "moved";
    case FarewellState::direct: return "direct";
    case FarewellState::unseen: return "unseen";
  }
  std::unreachable();
}

std::optional<double> Farewell::share_moved() const {
  const auto of = [&](FarewellState state) {
    const auto found = weights.find(state);
    return found == weights.end() ? 0.0 : static_cast<double>(found->second);
  };
  const auto moved = of(FarewellState::moved);
  const auto seen = moved + of(FarewellState::direct);
  return is_new_read && seen > 0 ? std::optional(moved / seen) : std::nullopt;
}

std::optional<Farewell> farewell(const Plan& plan, const DomainState& state,
                                 std::optional<WallTime> switched_since) {
  if (!switched_since) return std::nullopt;
  const auto old = role_facts(plan, state, ServerRole::old_server);
  if (!old) return std::nullopt;
  const auto fresh = role_facts(plan, state, ServerRole::new_server);
  const auto at_new = fresh ? fresh->senders : SenderNetworks{};
  Farewell out{.switched_since = *switched_since,
               .is_new_read = fresh.has_value(),
               .other_messages = since(old->senders.others)};
  for (const auto& [network, sender] : old->senders.known) {
    const auto at_old = seen_since(sender, *switched_since);
    if (at_old) out.late.push_back(late_sender(network, sender, *at_old));
    if (sender.before == 0) continue;
    const auto became = state_of(at_old, seen_since(at_new, network, *switched_since));
    out.weights[became] += sender.before;
    ++out.networks[became];
  }
  std::ranges::sort(out.late, [](const LateSender& one, const LateSender& other) {
    return std::tuple(other.since, one.network) < std::tuple(one.since, other.network);
  });
  return out;
}

}  // namespace cutwatch::cutover
