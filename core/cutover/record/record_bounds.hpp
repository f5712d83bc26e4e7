#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/dns/bound.hpp"
#include "core/dns/kept_past_ttl.hpp"
#include "core/snapshot/snapshot.hpp"

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace cutwatch::cutover {

/// Which copies a bound is about; values of the `until` label.
enum class BoundUntil : std::uint8_t {
  lowered,   ///< those with the high TTL
  changed,   ///< those of another stage than the target
  old_host,  ///< those that name the old host
};

inline constexpr std::array kBoundUntils{BoundUntil::lowered, BoundUntil::changed, BoundUntil::old_host};

std::string_view to_string(BoundUntil until) noexcept;

/// The resolver whose copy raises a bound: more was published before the first look than is reckoned with, or
/// this resolver lengthens TTLs, which is not proven.
struct PastWitness {
  std::string resolver;  ///< By id.
  Seconds ttl{};         ///< The TTL that must have been published.
  friend bool operator==(const PastWitness&, const PastWitness&) = default;
};

/// The bounds of one record. One that is none has no meaning now: no TTL was lowered, nothing has been
/// changed, or the old host is still named by what is to be published. One without a value waits for servers.
struct RecordBounds {
  std::optional<dns::BoundResult> lowered;
  std::optional<dns::BoundResult> changed;
  std::optional<dns::BoundResult> old_host;
  /// Of what was there before a stage, or is in none, by the stages that the target has gone past: what comes
  /// after such a stage does not lengthen it.
  std::map<std::size_t, dns::BoundResult> before{};
  std::optional<PastWitness> witness;  ///< For those whose basis is `shown`.
  /// Of what nobody saw published: before the first look, and in gaps. Waits for servers never heard.
  dns::BoundResult unseen{std::unexpect};
  Millis lag{};  ///< That the bounds reckon with, between name servers.

  const std::optional<dns::BoundResult>& of(BoundUntil until) const;

  /// Of what was there before that stage: `changed`, unless the target has gone past it.
  std::optional<dns::BoundResult> before_stage(std::size_t stage) const;
};

/// Pure. `target` is an index into the record's stages.
RecordBounds bounds_of(const WatchedRecord& record, const RecordState& state, std::size_t target);

/// How many caches were measured behind resolvers, at least; by their ids.
using MeasuredCaches = std::map<std::string, std::size_t>;

/// The same, with what was measured: one of several caches may hold a copy from before the first look that is
/// met late.
RecordBounds bounds_of(const WatchedRecord& record, const RecordState& state, std::size_t target,
                       const MeasuredCaches& measured);

/// Of what is published no more, and is not in that stage. What a server had that has left the delegation is
/// taken to have ended when it left. Pure.
dns::BoundResult gone_bound(const WatchedRecord& record, const RecordState& state, std::size_t stage);

/// What resolvers are found out by: when every authority has been seen on the target, and the last honest
/// copy of anything else has ended. nullopt before.
std::optional<dns::OldEnd> old_end(const WatchedRecord& record, const RecordState& state, std::size_t target);

/// The same bound without what was merely assumed about the time before the first look: good enough to tell
/// what an address may still hide, not to switch a server off.
std::optional<WallTime> seen_bound(const WatchedRecord& record, const RecordState& state, std::size_t target);

/// When all authorities whose evidence counts were last asked and answered: nothing is known of what was
/// published later. nullopt while one has not answered.
std::optional<WallTime> known_until(const WatchedRecord& record, const RecordState& state);

}  // namespace cutwatch::cutover
