#pragma once
#include "core/dns/rrset.hpp"
#include "core/dns/stages.hpp"
#include "core/dns/standing_ttl.hpp"
#include "core/time/time.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace cutwatch::dns {

/// One definite, authoritative answer of a name server, with the zone's serial as asked for just before it.
struct AuthoritySample {
  RrSet rrset;
  Seconds ttl{};
  std::optional<std::uint32_t> serial;
  WallTime sent;
  WallTime received;
  Millis longest_pause = Millis::max();  ///< A longer silence before it may have hidden whole versions.
  /// Not so where the serial of this server was seen to stay while what it publishes changed.
  bool is_serial_telling = true;
};

/// What one name server published for one record, from when to when.
struct Version {
  RrSet rrset;
  Seconds ttl{};  ///< The largest over the samples: some authorities count their TTL down.
  std::optional<std::uint32_t> serial;
  WallTime first_seen;
  WallTime last_asked;  ///< When the last question left that it answered: it was published after that.
  WallTime last_seen;
  std::optional<WallTime>
      ended;  ///< When the first reply came that no longer showed it; none while it is published.
  friend bool operator==(const Version&, const Version&) = default;
};

/// A silence after which the zone was another one: versions may have come and gone in it.
struct Gap {
  WallTime begin;  ///< When the last question before it left.
  WallTime end;    ///< When the first reply after it came.
  Seconds ttl{};  ///< The larger of those published before and after: the most that is reckoned with between.
  friend bool operator==(const Gap&, const Gap&) = default;
};

/// The versions at one name server, oldest first; the last one is current. At most `kMaxVersions`.
struct AuthorityHistory {
  std::vector<Version> versions;
  std::optional<WallTime>
      forgotten_ended;    ///< When the last copy of the versions and gaps that were forgotten ended.
  std::vector<Gap> gaps;  ///< Oldest first, at most `kMaxGaps`.
  std::optional<StandingTtl> standing;  ///< What may be another version of the current data.
  /// What it publishes was seen to change while its serial stayed, which says nothing since.
  bool has_changed_under_serial = false;
  friend bool operator==(const AuthorityHistory&, const AuthorityHistory&) = default;

  const Version* current() const { return versions.empty() ? nullptr : &versions.back(); }
};

inline constexpr std::size_t kMaxVersions = 64;
inline constexpr std::size_t kMaxGaps = 16;

/// The history after one more sample. A new version begins with other data, or with another TTL under another
/// serial. Another TTL under the same serial, or an unknown one, is an authority that counts down (the larger
/// one is kept), until a lower one has stood still as no countdown does: that is a new version from the
/// sample on that proves it. After a pause longer than the sample's `longest_pause` a gap is noted, unless
/// the serial says that nothing has changed. It says nothing where it is not known, beside other data or
/// another TTL than before the pause, and once what the server publishes was seen to change under it.
AuthorityHistory with_sample(AuthorityHistory history, const AuthoritySample& sample);

/// When any of them was first seen to publish anything; nullopt before.
std::optional<WallTime> first_look(const std::vector<AuthorityHistory>& histories);

/// The stage that the cutover is moving to: the newest that any authority publishes. Where all publish the
/// original, it is the first changed stage before the switch, and the original once one of them has come back
/// to it (DESIGN §2, target). An index into `stages`; a single stage is its own target.
std::size_t target_stage(const Stages& stages, const std::vector<AuthorityHistory>& histories);

/// The same, with the histories of servers that the delegation does not name any more: where all listed ones
/// publish the original, a changed stage that a departed one has shown was taken back too; and while no
/// listed one has answered, what the departed showed last is what is known.
std::size_t target_stage(const Stages& stages, const std::vector<AuthorityHistory>& listed,
                         const std::vector<AuthorityHistory>& departed);

}  // namespace cutwatch::dns
