#pragma once
#include "core/dns/answer.hpp"
#include "core/dns/cache_entry.hpp"
#include "core/dns/ended_copies.hpp"
#include "core/dns/holding.hpp"
#include "core/dns/ttl_evidence.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cutwatch::dns {

/// The last exchange with a server: its answer, or why there was none.
struct LastReply {
  WallTime at;
  Result<Answer> answer;
};

/// From `at` on, these RRsets were held by living copies. Where one cache answers, a copy whose end its TTL
/// does not tell (a stale answer, one that stands still) ends when other data take its place.
struct HeldChange {
  WallTime at;
  std::vector<RrSet> held;
  friend bool operator==(const HeldChange&, const HeldChange&) = default;
};

/// A server behind the address, by the name that it gives itself (RFC 5001).
struct NamedInstance {
  std::string nsid;
  WallTime last_seen;
  friend bool operator==(const NamedInstance&, const NamedInstance&) = default;
};

/// All that is known of one record at one resolver address.
struct ResolverView {
  std::vector<CacheEntry> entries;
  std::optional<LastReply> last;
  std::vector<HeldChange> changes;  ///< Oldest first, at most `kMaxHeldChanges`: the oldest are forgotten.
  std::vector<Holding> holdings;
  TtlEvidence ttl;
  std::vector<NamedInstance> instances;  ///< At most `kMaxInstances`: the longest unseen is forgotten.
  std::size_t most_interleaved = 0;      ///< The most copies whose sightings interleaved at any time.
  /// Copies that have ended: the most telling `kMaxEndedCopies`. The caller forgets those that tell nothing
  /// (`with_witnesses_only`).
  std::vector<CacheEntry> ended;

  /// The caches known to lie behind the address, a lower bound: as many as gave a name within the last hour,
  /// or as had their copies interleaved. 0 before the first definite answer.
  std::size_t caches(WallTime now) const;
  /// The same over all that was ever seen of it: those that have gone count as well.
  std::size_t caches_ever() const;
};

/// Whether other data than the copy's were shown after it.
bool has_shown_other_data_since(const ResolverView& view, const CacheEntry& copy);

inline constexpr std::size_t kMaxHeldChanges = 64;
inline constexpr std::size_t kMaxInstances = 64;

/// The view after one more exchange, whose question left at `sent` and which ended at `at`. Replies that are
/// not definite change no copy.
ResolverView with_reply(ResolverView view, WallTime sent, WallTime at, const Result<Answer>& answer);

}  // namespace cutwatch::dns
