#pragma once
#include "core/dns/calibration.hpp"
#include "core/dns/calibration_script.hpp"
#include "tests/support/values.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

namespace cutwatch::test {

inline const dns::RrSet kMark = dns::RrSet::parse(dns::RrType::txt, {"cutwatch"}).value();

inline dns::Wildcards wildcards(std::int64_t long_ttl = 172'800, std::int64_t short_ttl = 1) {
  return {.long_lived = {.rrset = kMark, .ttl = Seconds{long_ttl}},
          .short_lived = {.rrset = kMark, .ttl = Seconds{short_ttl}}};
}

/// What a resolver does when it is asked for a name below one of the wildcards.
struct MeasuredWays {
  std::size_t caches = 1;
  std::vector<std::optional<Seconds>> caps{std::nullopt};  ///< Of the caches; the last one's of all others.
  std::vector<Seconds> floors{Seconds{0}};                 ///< The same.
  bool hides_floor = false;  ///< Shows the published TTL, then zero (Knot Resolver on a second look).
  bool is_frozen = false;
  bool rounds_up = true;
  bool is_named = false;
  bool is_named_alike = false;  ///< All caches give one name: that of the place.
  bool takes_turns = true;      ///< Its caches; else chance chooses one.
  int loses = 0;                ///< Percent of the replies.
  std::int64_t hit = 20;        ///< Milliseconds.
  std::int64_t miss = 120;
  std::int64_t jitter = 10;
};

/// Caches that hold names, over time that the questions tell.
class MeasuredResolver {
 public:
  MeasuredResolver(MeasuredWays ways, dns::Wildcards published, std::uint64_t seed)
      : ways_(std::move(ways)), published_(std::move(published)), cases_(seed), copies_(ways_.caches) {}

  dns::CalibrationRun run() {
    dns::CalibrationRun out;
    std::array<std::optional<dns::Name>, 2> names;
    WallTime now = kStart + Millis{cases_.between(0, 999)};
    WallTime round_begins = now;
    std::size_t round = 0;
    for (const auto& question : dns::calibration_script(published_.short_lived.ttl)) {
      if (question.round != round) now = std::max(now, round_begins + dns::kRoundsApart);
      if (question.round != round) round_begins = now;
      round = question.round;
      const bool is_long = question.kind == dns::WildcardKind::long_lived;
      auto& replies = is_long ? out.long_lived : out.short_lived;
      auto& asked = names.at(is_long ? 0 : 1);
      if (!asked || question.is_new_name || is_unanswered(replies, *asked)) asked = new_name();
      replies.push_back(ask(*asked, is_long ? published_.long_lived : published_.short_lived, now));
      now = replies.back().received;
    }
    return out;
  }

 private:
  struct Copy {
    dns::Name name;
    WallTime inserted;
    WallTime ends;
    Seconds shown{};
  };

  static bool is_unanswered(const std::vector<dns::CalibrationReply>& replies, const dns::Name& name) {
    return std::ranges::none_of(
        replies, [&](const dns::CalibrationReply& each) { return each.name == name && each.answer; });
  }

  dns::Name new_name() { return name("n" + std::to_string(++names_) + ".cal.example.org"); }

  template <class T>
  T of(const std::vector<T>& all, std::size_t cache) const {
    return all[std::min(cache, all.size() - 1)];
  }

  Copy insert(const dns::Name& asked, Seconds ttl, std::size_t cache, WallTime at) const {
    const auto capped = std::min(ttl, of(ways_.caps, cache).value_or(ttl));
    const auto kept = std::max(capped, of(ways_.floors, cache));
    return {.name = asked, .inserted = at, .ends = at + kept, .shown = ways_.hides_floor ? capped : kept};
  }

  Seconds ttl_of(const Copy& copy, WallTime at) const {
    if (ways_.is_frozen) return copy.shown;
    const auto left = std::max<Millis>(copy.inserted + copy.shown - at, Millis{0});
    return ways_.rounds_up ? std::chrono::ceil<Seconds>(left) : std::chrono::floor<Seconds>(left);
  }

  dns::CalibrationReply ask(const dns::Name& asked, const dns::Wildcard& wildcard, WallTime sent) {
    const auto caches = static_cast<std::int64_t>(ways_.caches);
    const auto cache =
        static_cast<std::size_t>(ways_.takes_turns ? turns_++ % caches : cases_.between(0, caches - 1));
    auto& copies = copies_[cache];
    std::erase_if(copies, [&](const Copy& copy) { return copy.ends <= sent; });
    auto known = std::ranges::find(copies, asked, &Copy::name);
    const Millis took{(known == copies.end() ? ways_.miss : ways_.hit) + cases_.between(0, ways_.jitter)};
    if (known == copies.end()) {
      copies.push_back(insert(asked, wildcard.ttl, cache, sent + took * 9 / 10));
      known = copies.end() - 1;
    }
    if (cases_.chance(ways_.loses))
      return {.name = asked,
              .sent = sent,
              .received = sent + Seconds{5},
              .duration = Seconds{5},
              .answer = fail(FailureKind::timeout)};
    auto said = answer(wildcard.rrset, ttl_of(*known, sent + took * 9 / 10).count());
    if (ways_.is_named) said.nsid = "cache" + std::to_string(cache);
    if (ways_.is_named_alike) said.nsid = "place";
    return {.name = asked, .sent = sent, .received = sent + took, .duration = took, .answer = said};
  }

  MeasuredWays ways_;
  dns::Wildcards published_;
  Cases cases_;
  std::vector<std::vector<Copy>> copies_;
  std::int64_t turns_ = 0;
  int names_ = 0;
};

inline dns::Calibration measured(MeasuredWays ways, std::uint64_t seed = 1,
                                 const dns::Wildcards& published = wildcards()) {
  return dns::calibration_of(MeasuredResolver(std::move(ways), published, seed).run(), published).value();
}

}  // namespace cutwatch::test
