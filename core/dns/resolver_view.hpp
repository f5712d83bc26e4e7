#pragma once
#include "core/dns/answer.hpp"
#include "core/dns/cache_entry.hpp"

#include <optional>
#include <vector>

namespace cutwatch::dns {

/// The last exchange with a server: its answer, or why there was none.
struct LastReply {
  WallTime at;
  Result<Answer> answer;
};

/// From `at` on, these RRsets were held by living copies.
struct HeldChange {
  WallTime at;
  std::vector<RrSet> held;
  friend bool operator==(const HeldChange&, const HeldChange&) = default;
};

/// All that is known of one record at one resolver address.
struct ResolverView {
  std::vector<CacheEntry> entries;
  std::optional<LastReply> last;
  std::vector<HeldChange> changes;  ///< Oldest first, at most `kMaxHeldChanges`: the oldest are forgotten.
};

inline constexpr std::size_t kMaxHeldChanges = 64;

/// The view after one more exchange, whose question left at `sent` and which ended at `at`. Replies that are
/// not definite change no copy.
ResolverView with_reply(ResolverView view, WallTime sent, WallTime at, const Result<Answer>& answer);

}  // namespace cutwatch::dns
