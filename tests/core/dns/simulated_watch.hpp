#pragma once
#include "core/cutover/record/record_assessment.hpp"
#include "tests/core/dns/simulated_resolver.hpp"
#include "tests/core/dns/simulated_story.hpp"
#include "tests/support/observations.hpp"

#include <functional>
#include <map>
#include <set>

namespace cutwatch::test {

/// What is known after a restart, of what was known before.
using Restart = std::function<RecordState(RecordState before, WallTime now)>;

/// As the state's file keeps it: all but the last replies.
inline RecordState kept_over_restart(RecordState state, WallTime now) {
  for (auto& [server, view] : state.authorities) {
    auto& versions = view.write().history.versions;
    view.write().last.reset();
    if (!versions.empty()) versions.back().last_seen = std::max(versions.back().last_seen, now);
  }
  for (auto& [id, view] : state.resolvers) {
    view.write().last.reset();
  }
  return state;
}

/// What the answers showed of one copy: an instant, plus the TTL that was given then.
struct Shown {
  WallTime least = WallTime::max();
  WallTime most = WallTime::min();
  Seconds largest{};  ///< TTL.
  int answers = 0;

  Millis spread() const { return most - least; }
};

/// The agent in a simulated world: it looks at the authorities and asks one resolver, with gaps and restarts.
class SimulatedWatch {
 public:
  static constexpr int kQuestions = 80;

  SimulatedWatch(const Story& story, Ways ways, Cases& cases, Restart restart = kept_over_restart)
      : story_(story),
        resolver_(ways, story.zone, cases),
        cases_(cases),
        restart_(std::move(restart)),
        looked_(story.zone.servers()) {
    for (std::size_t i = 0; i < looked_.size(); ++i)
      servers_.push_back({"ns" + std::to_string(i) + ".example.org.", kNs1.endpoint});
    begin();
  }

  WallTime now() const { return now_; }
  const Story& story() const { return story_; }
  const SimulatedResolver& resolver() const { return resolver_; }
  const RecordState& state() const { return state_; }
  const dns::ResolverView& view() const { return *state_.resolvers.at("it"); }
  int restarts() const { return restarts_; }
  const std::optional<Exchange>& last() const { return last_; }
  bool is_over() const { return now_ >= story_.ends; }

  cutover::RecordAssessment assess(WallTime now) const {
    static const std::vector<dns::Resolver> kIt{{"it", endpoint("192.0.2.1"), "its operator"}};
    return assess_record(story_.record, state_, kIt, now);
  }

  /// When the copies behind one inferred copy were inserted, by number.
  const std::map<int, TrueCopy>& copies_of(const dns::CacheEntry& entry) const {
    static const std::map<int, TrueCopy> kNone;
    const auto found = meant_.find(entry.first_seen);
    return found == meant_.end() ? kNone : found->second;
  }

  /// Whether the copy seemed to be one with another: nobody can tell two apart that were fetched within a
  /// second of each other.
  bool looks_like_another(const TrueCopy& copy) const {
    return std::ranges::any_of(meant_, [&](const auto& inferred) {
      return inferred.second.contains(copy.number) && inferred.second.size() > 1;
    });
  }

  /// What the answers showed of a copy, as far as the agent can remember them.
  Shown shown(const TrueCopy& copy) const {
    const auto found = shown_.find(copy.number);
    return found == shown_.end() ? Shown{} : found->second;
  }

  WallTime first_look() const { return first_look_; }
  bool has_first_found(const dns::RrSet& rrset) const {
    return std::ranges::any_of(state_.authorities, [&](const auto& authority) {
      return authority.second->history.versions.front().rrset == rrset;
    });
  }

  /// Whether the agent can know of what was fetched then: it has looked at every server since.
  bool can_know_of(WallTime fetched) const {
    return std::ranges::all_of(looked_, [&](WallTime look) { return fetched < look; });
  }

  /// One more question, and all the looks at the authorities that come before it.
  void ask() {
    rest();
    last_ = resolver_.ask(now_);
    now_ = last_->ended;
    auto& view = state_.resolvers["it"].write();
    view = dns::with_reply(std::move(view), last_->sent, last_->ended, last_->answer);
    view = dns::with_witnesses_only(std::move(view), state_.histories());
    if (last_->answer) note_truth(view);
  }

 private:
  /// In a burst, soon, or much later; now and then after a gap, and perhaps restarted.
  void rest() {
    const Millis usual = (story_.ends - kStart) / kQuestions;
    const auto kind = cases_.between(1, 100);
    WallTime until = now_ + Millis{cases_.between(1, 2 * usual.count())};
    if (kind <= 25)
      until = now_ + Millis{cases_.between(250, 350)};
    else if (kind <= 40)
      until = now_ + Millis{cases_.between(1'000, 8'000)};
    if (story_.has_gaps && kind >= 98) {
      have_gap(usual);
      return;
    }
    while (next_look_ <= until) {
      now_ = std::max(now_, next_look_);
      look();
    }
    now_ = std::max(now_, until);
  }

  /// Nobody looks, and perhaps all is forgotten, or what the file keeps is what is left.
  void have_gap(Millis usual) {
    const WallTime until = now_ + Millis{cases_.between(0, 10 * usual.count())};
    if (!can_be_missed(until)) return;
    now_ = until;
    const auto kind = cases_.between(1, 100);
    if (kind <= 40) {
      state_ = restart_(std::move(state_), now_);
      ++restarts_;
    } else if (kind <= 60 && !story_.record.bounds.past.lowered_at) {
      begin();
      return;
    }
    look();
  }

  /// Whether no TTL is missed until then that is larger than those before and after: nothing is promised of
  /// such.
  bool can_be_missed(WallTime until) const {
    for (std::size_t i = 0; i < looked_.size(); ++i) {
      const auto before = story_.zone.edition(i, looked_[i]);
      const auto after = story_.zone.edition(i, until + Seconds{1});
      const auto& editions = story_.zone.editions();
      const auto most = std::max(editions[before].ttl, editions[after].ttl);
      for (auto missed = before; missed < after; ++missed) {
        if (editions[missed].ttl > most) return false;
      }
    }
    return true;
  }

  /// With nothing known.
  void begin() {
    state_ = {};
    meant_.clear();
    shown_.clear();
    for (std::size_t i = 0; i < servers_.size(); ++i) {
      if (story_.joins(i) <= now_) state_.authorities[servers_[i]];
    }
    first_look_ = now_;
    look();
  }

  void look() {
    for (std::size_t i = 0; i < servers_.size(); ++i) {
      if (now_ < story_.joins(i)) continue;
      auto& view = state_.authorities[servers_[i]].write();
      looked_[i] = now_;
      view.history =
          dns::with_sample(std::move(view.history),
                           story_.zone.ask(i, now_, Millis{cases_.between(0, 300)}, 3 * story_.looks_every));
    }
    now_ += Millis{300};
    next_look_ = now_ + Millis{cases_.between(story_.looks_every.count() / 2, story_.looks_every.count())};
  }

  void note_truth(const dns::ResolverView& view) {
    const auto& copy = resolver_.copies()[last_->cache];
    auto& shown = shown_[copy.number];
    shown.least = std::min(shown.least, last_->there + last_->answer->ttl);
    shown.most = std::max(shown.most, last_->there + last_->answer->ttl);
    shown.largest = std::max(shown.largest, last_->answer->ttl);
    ++shown.answers;
    for (const auto& entry : view.entries) {
      if (entry.last_seen == last_->ended && entry.rrset == copy.rrset)
        meant_[entry.first_seen][copy.number] = copy;
    }
  }

  const Story& story_;
  SimulatedResolver resolver_;
  Cases& cases_;
  Restart restart_;
  int restarts_ = 0;
  WallTime first_look_;
  std::vector<WallTime> looked_;
  std::vector<dns::NameServer> servers_;
  RecordState state_;
  WallTime now_ = kStart;
  WallTime next_look_ = kStart;
  std::optional<Exchange> last_;
  std::map<WallTime, std::map<int, TrueCopy>> meant_;
  std::map<int, Shown> shown_;
};

}  // namespace cutwatch::test
