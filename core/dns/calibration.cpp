#include "core/dns/calibration.hpp"

#include "core/dns/cache_entry.hpp"
#include "core/dns/cache_turns.hpp"
#include "core/dns/calibration_replies.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace cutwatch::dns {
namespace {

/// A question may be repeated, and its first transmission have made the copy; TTLs are whole seconds.
constexpr Seconds kSlack{6};
constexpr Seconds kRounding{1};

std::string why_not(const Wildcard& wildcard, const Result<Answer>& answer) {
  if (!answer) return fmt::format("no answer ({})", to_string(answer.error().kind));
  if (answer->kind == AnswerKind::records && answer->rrset != wildcard.rrset) return "it answers other data";
  return fmt::format("it answers {}", to_string(answer->kind));
}

void include(std::optional<GivenTtls>& given, Seconds ttl) {
  if (!given) given = GivenTtls{.least = ttl, .most = ttl};
  given->least = std::min(given->least, ttl);
  given->most = std::max(given->most, ttl);
}

class Measurement {
 public:
  Measurement(const CalibrationRun& run, const Wildcards& published) : run_(run), published_(published) {}

  Result<Calibration> result() {
    out_.long_ttl = published_.long_lived.ttl;
    out_.short_ttl = published_.short_lived.ttl;
    const auto long_lived = most_asked(usable(run_.long_lived, published_.long_lived));
    const auto fetched = to_new_names(run_.short_lived, published_.short_lived);
    if (long_lived.empty() && fetched.empty()) return std::unexpected(why_nothing());
    measure_long(long_lived, fetched);
    measure_short(fetched);
    auto names = names_of(run_.long_lived);
    names.merge(names_of(run_.short_lived));
    out_.caches = std::max({names.size(), caches_, std::size_t{1}});
    return std::move(out_);
  }

 private:
  /// Those for the name that was asked for over and over.
  static Replies most_asked(const Replies& replies) {
    Replies most;
    for (const auto& first : replies) {
      Replies same;
      std::ranges::copy_if(replies, std::back_inserter(same),
                           [&](const CalibrationReply& each) { return each.name == first.name; });
      if (same.size() > most.size()) most = std::move(same);
    }
    return most;
  }

  /// By an answer, if there was one; else by who said that there is none, rather than by silence.
  Failure why_nothing() const {
    Failure why{.kind = FailureKind::timeout,
                .detail = fmt::format("none of {} questions was answered",
                                      run_.long_lived.size() + run_.short_lived.size())};
    const std::pair<const Wildcard*, const Replies*> asked[] = {{&published_.long_lived, &run_.long_lived},
                                                                {&published_.short_lived, &run_.short_lived}};
    for (const auto& [wildcard, replies] : asked) {
      for (const auto& each : *replies) {
        if (each.answer) return {.kind = FailureKind::protocol, .detail = why_not(*wildcard, each.answer)};
        if (each.answer.error().kind != FailureKind::timeout) why.kind = each.answer.error().kind;
      }
    }
    return why;
  }

  void measure_long(const Replies& replies, const Replies& fetched) {
    if (replies.empty()) {
      out_.unmeasured.push_back("cap, ageing and caches: " +
                                why_not(published_.long_lived, run_.long_lived.back().answer));
      return;
    }
    measure_aging(replies, fetched);
    if (out_.aging == Aging::counts_down) {
      tell_copies_apart(replies);
    } else {
      note_copies(replies);
    }
    compare_with_other_names(replies.front().name);
  }

  void measure_aging(const Replies& replies, Replies fetched) {
    if (ran_down(replies)) {
      out_.aging = Aging::counts_down;
      return;
    }
    const Replies again(replies.begin() + 1, replies.end());
    if (!stand_still(replies)) {
      out_.unmeasured.push_back("ageing: too few answers to tell");
      return;
    }
    fetched.push_back(replies.front());
    if (came_from_a_cache(again, fetched)) {
      out_.aging = Aging::frozen;
      return;
    }
    out_.unmeasured.push_back(
        fmt::format("ageing: {} answers with one TTL, from a cache that does not count or from {} caches",
                    replies.size(), replies.size()));
  }

  /// No copy of the long-lived name ends meanwhile, so that none takes the place of another by chance. What
  /// ends when no other copy does was fetched for that question; else it may be another's copy, passed
  /// on. Only called where TTLs run down: each copy has its end.
  void tell_copies_apart(const Replies& replies) {
    for (const auto& each : replies) {
      const auto sample = sample_of(each);
      if (is_alone(copies_, expiry_of(sample))) include(out_.given_long, sample.ttl);
      copies_ = with_sample(std::move(copies_), sample);
      holdings_ = with_sighting(std::move(holdings_), sample, first_seen(copies_, sample));
      caches_ = caches_by_turns(holdings_, caches_, 0);
    }
  }

  /// Where TTLs do not run down, or too few answers came to tell: each answer may be of another copy.
  void note_copies(const Replies& replies) {
    include(out_.given_long, ttl_of(replies.front()));
    for (const auto& each : replies) copies_.push_back(with_sample({}, sample_of(each)).front());
  }

  /// Of the copy that a sample was counted to: no other was seen at that instant.
  static WallTime first_seen(const std::vector<CacheEntry>& copies, const CacheSample& sample) {
    const auto copy = std::ranges::find(copies, sample.received, &CacheEntry::last_seen);
    return copy == copies.end() ? sample.received : copy->first_seen;
  }

  /// A new name that has what remains of a copy made for another was not asked for at the name servers: then
  /// the first answer of all may have been such a one too, of a copy from long before. Where no such name was
  /// answered nobody can tell.
  void compare_with_other_names(const Name& most_asked) {
    bool is_made_up = false;
    bool is_compared = false;
    for (const auto& each : to_new_names(run_.long_lived, published_.long_lived)) {
      if (each.name == most_asked) continue;
      is_compared = true;
      const auto expires = expiry_of(sample_of(each));
      const bool is_new_copy = is_alone(copies_, expires);
      if (is_new_copy) include(out_.given_long, ttl_of(each));
      is_made_up = is_made_up || (!is_new_copy && ttl_of(each) + kSlack < out_.given_long->most);
    }
    if ((is_compared && !is_made_up) || !out_.cap()) return;
    out_.given_long.reset();
    out_.unmeasured.emplace_back(is_made_up ? "cap: it makes answers from a copy of the wildcard (RFC 8198)"
                                            : "cap: no second new name was answered");
  }

  static bool is_alone(const std::vector<CacheEntry>& copies, const ExpiryInterval& expires) {
    return std::ranges::none_of(copies, [&](const CacheEntry& copy) {
      return copy.expires.earliest <= expires.latest + kSlack &&
             expires.earliest <= copy.expires.latest + kSlack;
    });
  }

  void measure_short(const Replies& fetched) {
    if (fetched.empty()) {
      const auto& asked = run_.short_lived;
      out_.unmeasured.push_back("floor: " + (asked.empty()
                                                 ? "it was not asked"
                                                 : why_not(published_.short_lived, asked.back().answer)));
      return;
    }
    for (const auto& each : fetched) include(out_.given_short, ttl_of(each));
    note_zeros();
  }

  void note_zeros() {
    out_.held_at_zero = held_at_zero(run_.short_lived, published_.short_lived);
    if (!out_.held_at_zero || out_.floor()) return;
    out_.unmeasured.push_back(
        fmt::format("floor: it serves a copy with TTL 0 for {} s and more, by a floor or as stale",
                    out_.held_at_zero->count()));
  }

  const CalibrationRun& run_;
  const Wildcards& published_;
  Calibration out_;
  std::vector<CacheEntry> copies_;  ///< Of the long-lived name.
  std::vector<Holding> holdings_;
  std::size_t caches_ = 0;
};

}  // namespace

std::string_view to_string(Aging aging) noexcept {
  switch (aging) {
    case Aging::counts_down: return "counts_down";
    case Aging::frozen: return "frozen";
  }
  std::unreachable();
}

bool shows(const Wildcard& wildcard, const Result<Answer>& answer) {
  return answer && answer->kind == AnswerKind::records && answer->rrset == wildcard.rrset;
}

std::optional<Seconds> Calibration::cap() const {
  if (!given_long || given_long->most + kSlack >= long_ttl) return std::nullopt;
  return given_long->most;
}

std::optional<Seconds> Calibration::least_cap() const {
  if (!given_long || given_long->least + kSlack >= std::min(long_ttl, given_long->most)) return std::nullopt;
  return given_long->least;
}

std::optional<Seconds> Calibration::floor() const {
  std::optional<Seconds> most;
  if (given_short && given_short->most > short_ttl + kRounding)
    most = std::max(most.value_or(given_short->most), given_short->most);
  if (given_long && given_long->most > long_ttl + kRounding)
    most = std::max(most.value_or(given_long->most), given_long->most);
  return most;
}

Result<Calibration> calibration_of(const CalibrationRun& run, const Wildcards& published) {
  return Measurement(run, published).result();
}

}  // namespace cutwatch::dns
