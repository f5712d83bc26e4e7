#pragma once
#include "core/cutover/record_assessment.hpp"
#include "tests/core/dns/simulated_resolver.hpp"
#include "tests/core/dns/simulated_story.hpp"
#include "tests/support/observations.hpp"

#include <map>
#include <set>

namespace cutwatch::test {

/// The agent in a simulated world: it looks at the authorities and asks one resolver, with gaps and restarts.
class SimulatedWatch {
 public:
  static constexpr int kQuestions = 80;

  SimulatedWatch(const Story& story, Ways ways, Cases& cases)
      : story_(story), resolver_(ways, story.zone, cases), cases_(cases), looked_(story.zone.servers()) {
    for (std::size_t i = 0; i < looked_.size(); ++i) {
      servers_.push_back({"ns" + std::to_string(i) + ".example.org.", kNs1.endpoint});
      state_.authorities[servers_[i]];
    }
    look();
  }

  WallTime now() const { return now_; }
  const Story& story() const { return story_; }
  const SimulatedResolver& resolver() const { return resolver_; }
  const RecordState& state() const { return state_; }
  const dns::ResolverView& view() const { return *state_.resolvers.at("it"); }
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

  /// Nobody looks; one change at the most can be seen afterwards to have happened meanwhile.
  void have_gap(Millis usual) {
    const WallTime until = now_ + Millis{cases_.between(0, 10 * usual.count())};
    for (std::size_t i = 0; i < looked_.size(); ++i) {
      if (story_.zone.edition(i, until) > story_.zone.edition(i, looked_[i]) + 1) return;
    }
    now_ = until;
    if (cases_.chance(50)) {
      state_.resolvers["it"] = {};
      meant_.clear();
    }
    look();
  }

  void look() {
    for (std::size_t i = 0; i < servers_.size(); ++i) {
      auto& view = state_.authorities[servers_[i]].write();
      looked_[i] = now_;
      view.history =
          dns::with_sample(std::move(view.history), story_.zone.ask(i, now_, Millis{cases_.between(0, 300)}));
    }
    now_ += Millis{300};
    next_look_ = now_ + Millis{cases_.between(story_.looks_every.count() / 2, story_.looks_every.count())};
  }

  void note_truth(const dns::ResolverView& view) {
    const auto& copy = resolver_.copies()[last_->cache];
    for (const auto& entry : view.entries) {
      if (entry.last_seen == last_->ended && entry.rrset == copy.rrset)
        meant_[entry.first_seen][copy.number] = copy;
    }
  }

  const Story& story_;
  SimulatedResolver resolver_;
  Cases& cases_;
  std::vector<WallTime> looked_;
  std::vector<dns::NameServer> servers_;
  RecordState state_;
  WallTime now_ = kStart;
  WallTime next_look_ = kStart;
  std::optional<Exchange> last_;
  std::map<WallTime, std::map<int, TrueCopy>> meant_;
};

}  // namespace cutwatch::test
