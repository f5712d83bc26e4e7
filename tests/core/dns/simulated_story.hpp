#pragma once
#include "core/cutover/plan/plan.hpp"
#include "tests/core/dns/simulated_zone.hpp"

#include <optional>

namespace cutwatch::test {

/// One cutover of one record, from before the agent looks until the last copy has ended.
struct Story {
  SimulatedZone zone;
  cutover::WatchedRecord record;
  Millis looks_every{};  ///< At the authorities. Every edition stays for at least three looks.
  WallTime ends;
  bool has_gaps = true;                                      ///< The agent is stopped now and then.
  std::optional<WallTime> last_server_joins = std::nullopt;  ///< From then on it is known to be one.

  WallTime joins(std::size_t server) const {
    return server + 1 == zone.servers() ? last_server_joins.value_or(WallTime::min()) : WallTime::min();
  }
};

/// A TTL as zones have them, from 0 to a day.
inline Seconds any_ttl(Cases& cases) {
  constexpr std::array<std::int64_t, 10> kUsual{0, 1, 5, 15, 30, 60, 300, 3600, 43200, 86400};
  if (cases.chance(50)) return Seconds{kUsual.at(static_cast<std::size_t>(cases.between(0, 9)))};
  return Seconds{cases.between(0, cases.chance(50) ? 600 : 86400)};
}

/// Writes the editions one after another.
class StoryTeller {
 public:
  explicit StoryTeller(Cases& cases)
      : cases_(cases),
        before_(cases.chance(15) ? kAbsent : kOldMx),
        original_(any_ttl(cases)),
        unit_(std::max(original_, Seconds{20})),
        look_(std::clamp<Millis>(unit_ / 20, Millis{1000}, Millis{600'000})) {}

  Story tell() {
    publish_from(kStart - std::chrono::hours{24 * 7}, before_, original_);
    const bool came_late = cases_.chance(30);
    if (came_late) publish_from(kStart - Millis{cases_.between(1, unit_.count())}, before_, lower());
    next_ = kStart;
    if (cases_.chance(60)) publish_later(before_, lower());
    publish_later(kNewMx, cases_.chance(70) ? current() : any_lower_or_original());
    if (cases_.chance(25)) publish_later(before_, current());
    if (editions_.back().rrset == before_ && cases_.chance(50)) publish_later(kNewMx, current());
    if (cases_.chance(30)) publish_later(editions_.back().rrset, original_);
    return finish(came_late);
  }

 private:
  Seconds lower() { return Seconds{cases_.between(0, current().count())}; }
  Seconds current() const { return editions_.back().ttl; }
  Seconds any_lower_or_original() { return cases_.chance(50) ? lower() : original_; }

  void publish_from(WallTime from, const dns::RrSet& rrset, Seconds ttl) {
    if (!editions_.empty() && editions_.back().rrset == rrset && editions_.back().ttl == ttl) return;
    editions_.push_back({from, rrset, ttl});
  }
  void publish_later(const dns::RrSet& rrset, Seconds ttl) {
    next_ += 3 * look_ + Millis{cases_.between(0, unit_.count())};
    publish_from(next_, rrset, ttl);
  }
  std::vector<Millis> lags() {
    std::vector<Millis> out{Millis{0}};
    for (auto more = cases_.between(-1, 2); more > 0; --more)
      out.push_back(Millis{cases_.between(0, unit_.count() / 3)});
    return out;
  }
  Story finish(bool came_late) {
    Story story{.zone = SimulatedZone(editions_, lags()),
                .record = {.question = kMxQuestion, .stages = {before_, kNewMx}},
                .looks_every = look_,
                .ends = {}};
    story.ends = next_ + story.zone.largest_lag() * 2 + unit_ * 3 / 2 + 3 * look_ + Seconds{10};
    auto& past = story.record.bounds.past;
    if (!came_late || cases_.chance(70)) past.original_ttl = original_;
    if (came_late && past.original_ttl && cases_.chance(30))
      past.lowered_at = editions_[1].from + story.zone.largest_lag();
    return story;
  }

  Cases& cases_;
  dns::RrSet before_;
  Seconds original_;
  Millis unit_;
  Millis look_;
  WallTime next_;
  std::vector<Edition> editions_;
};

}  // namespace cutwatch::test
