#pragma once
#include "core/dns/forgotten_servers.hpp"
#include "core/dns/history.hpp"
#include "core/dns/past_shown.hpp"
#include "core/dns/publication.hpp"
#include "core/dns/resolver.hpp"

#include <expected>
#include <functional>
#include <string_view>
#include <vector>

// The instant after which no honest cache holds certain RRsets (DESIGN §5.1).
namespace cutwatch::dns {

/// One server of the zone, or one that was.
struct ListedServer {
  NameServer server;
  const AuthorityHistory* history = nullptr;
  bool has_departed = false;  ///< It left the delegation; resolvers may still ask it.
  bool is_accepted = false;   ///< The operator does without its evidence: dead, or leaving the delegation.
  /// It is taken to publish nothing from then on, unless it was seen to later.
  std::optional<WallTime> done_at{};
};

/// What the latest end rests on.
enum class BoundBasis : std::uint8_t {
  seen,      ///< a version that was seen, and seen to go
  original,  ///< what may have been published before the first look, with the TTL that the operator named
  assumed,   ///< the same, with `kAssumedOriginalTtl`, because nobody named one
  shown,     ///< the same, with the larger one that a resolver's copy shows it to have been
};

std::string_view to_string(BoundBasis basis) noexcept;

struct Bound {
  WallTime at;
  BoundBasis basis = BoundBasis::seen;
  friend bool operator==(const Bound&, const Bound&) = default;
};

/// There is no bound while these servers have not been seen to publish something else.
struct NoBound {
  std::vector<NameServer> waits_for;
  friend bool operator==(const NoBound&, const NoBound&) = default;
};

using BoundResult = std::expected<Bound, NoBound>;

struct BoundTerms {
  UnseenPast past;
  std::optional<PastShown> shown;             ///< By resolvers.
  std::optional<ForgottenServers> forgotten;  ///< What they had may have been anything.
  Millis margin{Seconds{5}};                  ///< For clocks and for the whole seconds of TTLs.
};

/// The bound of all versions that `is_meant`: for every server and version, when it was first seen to be gone
/// plus its TTL; what was there before the first look, and what may have been in a gap, likewise, with the
/// TTL from before the cutover where that is said; the margin; and the longest time that one server was seen
/// to change after another, since behind one address there may be several servers too. An accepted server
/// counts up to its last answer; one that was never heard is waited for, also when it has departed. Pure.
BoundResult bound_of(const std::vector<ListedServer>& servers,
                     const std::function<bool(const Version&)>& is_meant, const BoundTerms& terms);

/// The longest time by which one server left a version after another one had. Servers that are accepted, and
/// versions that the other one cannot have left, do not count.
Millis largest_lag(const std::vector<ListedServer>& servers);

}  // namespace cutwatch::dns
