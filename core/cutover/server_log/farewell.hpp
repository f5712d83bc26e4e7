#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/mail/log/sender_network.hpp"
#include "core/snapshot/snapshot.hpp"
#include "core/time/time.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Who parts from the old server when the records have changed, and who does not: real senders, weighed by the
// mail that they sent before, where the propagation ratio weighs resolvers (docs/decisions/0084).
namespace cutwatch::cutover {

/// Where a network that handed mail to the old server before the switch was seen last since; values of the
/// `state` label.
enum class FarewellState : std::uint8_t {
  moved,   ///< At the new server.
  direct,  ///< At the old one, or at both at once.
  unseen,  ///< Nowhere: it has sent nothing.
};

inline constexpr std::array kFarewellStates{FarewellState::moved, FarewellState::direct,
                                            FarewellState::unseen};

/// "moved" and the others.
std::string_view to_string(FarewellState state) noexcept;

/// A network that came to the old server since the switch, by that server's log.
struct LateSender {
  IpNetwork network;
  std::uint64_t since = 0;   ///< Messages accepted since the switch.
  std::uint64_t before = 0;  ///< Messages accepted before.
  WallTime last;
  std::string name;  ///< By reverse lookup; empty: none.
  friend bool operator==(const LateSender&, const LateSender&) = default;
};

/// What the servers' logs say of who has parted.
struct Farewell {
  WallTime switched_since;
  bool is_new_read = false;  ///< A log of the new server is named: without one nobody is seen to move.
  /// Messages from before the switch, by what became of the networks that they came from. Of the networks
  /// that are told apart only (`mail::kMostSenders`).
  std::map<FarewellState, std::uint64_t> weights{};
  std::map<FarewellState, std::uint64_t> networks{};
  std::vector<LateSender> late{};    ///< Who sent most to the old server since the switch first.
  std::uint64_t other_messages = 0;  ///< Since the switch, of networks that are not told apart.
  /// The share, by weight, that has moved of those that were seen at all; nullopt where none were, or where
  /// the new server's log is not read.
  std::optional<double> share_moved() const;
  friend bool operator==(const Farewell&, const Farewell&) = default;
};

/// nullopt before the switch, after a rollback, and without a log of the old server. Pure.
std::optional<Farewell> farewell(const Plan& plan, const DomainState& state,
                                 std::optional<WallTime> switched_since);

}  // namespace cutwatch::cutover
