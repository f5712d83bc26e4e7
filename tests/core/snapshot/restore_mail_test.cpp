#include "tests/support/observations.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::test;
using enum mail::SmtpDisposition;

namespace {

/// What the store would have kept of a story.
KeptLedger ledger(const MailState& state) {
  KeptLedger kept;
  for (const auto& [id, entry] : state.in_flight) kept.messages.push_back(entry);
  for (const auto& entry : state.ended) kept.messages.push_back(*entry);
  for (const auto& entry : kept.messages) {
    auto& totals = kept.totals[{entry.probe, entry.path}];
    totals = with_change(std::move(totals), {}, mail::contribution_of(entry));
  }
  return kept;
}

void check_same(const MailState& restored, const MailState& live) {
  CHECK(restored.in_flight == live.in_flight);
  REQUIRE(restored.totals.size() == live.totals.size());
  for (const auto& [path, totals] : live.totals) {
    const auto& again = restored.totals.at(path);
    CHECK(again.results == totals.results);
    CHECK(again.deferrals == totals.deferrals);
    CHECK(again.duplicates == totals.duplicates);
    CHECK(again.found_after_lost == totals.found_after_lost);
    CHECK(again.last_result == totals.last_result);
    CHECK(again.latency.counts() == totals.latency.counts());
    CHECK(again.latency.sum() == doctest::Approx(totals.latency.sum()));
  }
  REQUIRE(restored.ended.size() == live.ended.size());
  for (std::size_t i = 0; i < live.ended.size(); ++i) CHECK(*restored.ended[i] == *live.ended[i]);
}

}  // namespace

TEST_CASE("a restored ledger stands for what was counted of it") {
  struct Row {
    const char* what;
    std::vector<Observation> story;
  };
  const Row rows[] = {
      {"delivered", {attempted(1, "m", accepted), mailbox_shows(5, {{"m"}})}},
      {"in flight, unknown", {departing("m")}},
      {"deferred twice", {attempted(1, "m", deferred), attempted(2, "m", deferred)}},
      {"duplicates",
       {attempted(1, "m", accepted), mailbox_shows(5, {{"m", 2}}), mailbox_shows(9, {{"m", 2}})}},
      {"refused", {attempted(1, "m", refused)}},
      {"lost", {attempted(1, "m", accepted), mailbox_shows(901, {})}},
      {"found after it was lost",
       {attempted(1, "m", accepted), mailbox_shows(901, {}), mailbox_shows(2000, {{"m", 2}})}},
      {"refused and found all the same", {attempted(1, "m", refused), mailbox_shows(30, {{"m"}})}},
      {"found before the attempt was over",
       {departing("m"), mailbox_shows(1, {{"m"}}), attempted(1.5, "m", accepted)}},
      {"ended in another order than recorded",
       {attempted(1, "m", accepted), recorded(800, "m2"), attempted(801, "m2", accepted),
        mailbox_shows(802, {{"m2"}}), mailbox_shows(901, {})}},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    auto story = row.story;
    story.insert(story.begin(), recorded(0, "m"));
    const auto live = folded(story);
    check_same(restore_mail(ledger(mail_of(live))), mail_of(live));
  }
}

TEST_CASE("any story of mail restores to what was counted, and replays to the same") {
  Cases cases(3);
  for (int round = 0; round < 300; ++round) {
    std::vector<Observation> story;
    int messages = 0;
    double now = 0;
    for (int i = 0; i < 60; ++i) {
      now += static_cast<double>(cases.between(1, 200));
      const auto id = std::to_string(cases.between(0, std::max(messages - 1, 0)));
      const auto step = cases.between(0, 9);
      if (step <= 2) {
        story.push_back(recorded(now, std::to_string(messages++), cases.chance(50) ? "new" : "old"));
      } else if (step <= 6) {
        story.push_back(attempted(now, id, static_cast<mail::SmtpDisposition>(cases.between(0, 4))));
      } else {
        std::vector<FoundHere> found;
        if (cases.chance(60))
          found.push_back({id, static_cast<std::uint32_t>(cases.between(1, 3)), cases.chance(20)});
        story.push_back(mailbox_shows(now, found));
      }
    }
    story.insert(story.begin(), recorded(0, "first"));
    const auto live = folded(story);
    check_same(mail_of(folded(story)), mail_of(live));
    check_same(restore_mail(ledger(mail_of(live))), mail_of(live));
  }
}

TEST_CASE("counters go on from the ledger's totals, not from the messages that it still has") {
  auto kept =
      ledger(mail_of(folded({recorded(0, "m"), attempted(1, "m", accepted), mailbox_shows(5, {{"m"}})})));
  auto& totals = kept.totals.at({"main", "new"});
  totals.results[mail::MessageResult::delivered] = 300'000;
  totals.found_after_lost = 7;
  kept.messages.clear();
  kept.messages.push_back(std::get<MessageRecorded>(recorded(9, "m2")).entry);
  Snapshot snapshot;
  DomainState domain;
  domain.mail = Shared(restore_mail(kept));
  snapshot.domains.emplace(kDomain, Shared(std::move(domain)));
  snapshot = folded({attempted(10, "m2", accepted), mailbox_shows(14, {{"m2"}})}, snapshot);
  CHECK(count_of(totals_of(snapshot), mail::MessageResult::delivered) == 300'001);
  CHECK(totals_of(snapshot).found_after_lost == 7);
  CHECK(totals_of(snapshot).latency.count() == 2);
}

TEST_CASE("a run of deliveries is as long as it was, though its first messages are not remembered any more") {
  const auto live = folded({recorded(0, "a"), attempted(1, "a", accepted), mailbox_shows(5, {{"a"}}),
                            recorded(60, "b"), attempted(61, "b", accepted), mailbox_shows(65, {{"b"}})});
  const ProbePath path{"main", "new"};
  auto kept = ledger(mail_of(live));
  std::erase_if(kept.messages, [](const auto& entry) { return entry.id == "a"; });
  CHECK(restore_mail(kept).runs.at(path).since == at(60));
  kept.runs[path] = mail_of(live).runs.at(path);
  CHECK(restore_mail(kept).runs == mail_of(live).runs);
  kept.runs[path] = std::nullopt;
  CHECK(restore_mail(kept).runs.empty());
}
