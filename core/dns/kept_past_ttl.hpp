#pragma once
#include "core/dns/history.hpp"
#include "core/dns/resolver_view.hpp"
#include "core/dns/stages.hpp"

#include <array>
#include <optional>
#include <string_view>

// Who keeps a record longer than its TTL allows, and why (DESIGN §5.5).
namespace cutwatch::dns {

/// Why a resolver still holds what no honest cache holds; values of the `cause` label.
enum class KeptCause : std::uint8_t {
  floor,        ///< it lengthens TTLs (a minimum TTL)
  stale,        ///< it gives outdated answers while it cannot or need not ask (RFC 8767 allows that)
  refetch_old,  ///< it fetched the old data anew after they were gone: from another cache, or from itself
  frozen,       ///< its TTLs do not run down
};

inline constexpr std::array kKeptCauses{KeptCause::floor, KeptCause::stale, KeptCause::refetch_old,
                                        KeptCause::frozen};

std::string_view to_string(KeptCause cause) noexcept;

/// What the authorities say of the RRsets of a record that are not the target.
struct OldEnd {
  WallTime gone;   ///< When the last authority was seen without them.
  WallTime bound;  ///< When the last honest copy has ended.
  Seconds ttl{};   ///< The largest that any authority published them with.
  WallTime
      known_until;  ///< When the authorities were last asked: what resolvers fetched later may be another.
};

struct KeptPastTtl {
  KeptCause cause = KeptCause::floor;
  std::optional<KeptCause> or_else;  ///< What was seen would look the same with this cause.
  RrSet rrset;
  WallTime last_seen;
  friend bool operator==(const KeptPastTtl&, const KeptPastTtl&) = default;
};

/// Two late answers this far apart are no accident of the clocks or of one packet under way.
inline constexpr Seconds kConfirmedAfter{5};

/// The finding about one resolver: it showed a stage other than the target, asked for after the bound, twice,
/// and the authorities did not publish it afterwards either. nullopt when it did not. To be called only while
/// all authorities publish the target. Pure.
std::optional<KeptPastTtl> kept_past_ttl(const ResolverView& view, const Stages& stages, std::size_t target,
                                         const OldEnd& old_end);

}  // namespace cutwatch::dns
