#include "core/snapshot/refusal_streak.hpp"

#include "tests/support/observations.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

using namespace cutwatch;
using namespace cutwatch::test;
using enum mail::SmtpDisposition;

namespace {

/// One message a minute, each answered so.
std::vector<Observation> answered(const std::vector<mail::SmtpDisposition>& dispositions) {
  std::vector<Observation> out;
  for (std::size_t i = 0; i < dispositions.size(); ++i) {
    const auto when = 60.0 * static_cast<double>(i);
    const auto id = fmt::format("m{}", i);
    out.push_back(recorded(when, id));
    out.push_back(attempted(when + 1, id, dispositions[i]));
  }
  return out;
}

const std::vector<mail::SmtpDisposition> kFive(5, refused);

std::string destination_of(const Snapshot& snapshot) {
  return mail_of(snapshot).refusals.at({"main", "new"}).destination;
}

/// Until when nothing goes there, as seen at an instant.
std::optional<WallTime> stop(const MailState& state, const std::string& to, double now) {
  const auto streak = state.refusals.find({"main", "new"});
  return streak == state.refusals.end() ? std::nullopt : streak->second.stops_until(to, at(now));
}

MailState after_restart(const Snapshot& snapshot) {
  KeptLedger kept;
  for (const auto& entry : mail_of(snapshot).ended) kept.messages.push_back(*entry);
  for (const auto& [id, entry] : mail_of(snapshot).in_flight) kept.messages.push_back(entry);
  return restore_mail(std::move(kept));
}

}  // namespace

TEST_CASE("five refusals for good in a row stop a path for an hour from the fifth") {
  const auto snapshot = folded(answered(kFive));
  const auto to = destination_of(snapshot);
  const auto& state = mail_of(snapshot);
  CHECK(stop(state, to, 241) == at(3841));
  CHECK(stop(state, to, 3840.9) == at(3841));
  CHECK_FALSE(stop(state, to, 3841));
  CHECK_FALSE(stop(state, "elsewhere", 241));
  const auto four = folded(answered({refused, refused, refused, refused}));
  CHECK_FALSE(stop(mail_of(four), to, 241));
}

TEST_CASE("only what takes a message ends the row") {
  struct Row {
    const char* what;
    std::vector<mail::SmtpDisposition> answers;
    bool is_stopped;
  };
  const Row rows[] = {
      {"accepted between", {refused, refused, accepted, refused, refused, refused}, false},
      {"unknown between", {refused, refused, unknown, refused, refused, refused}, false},
      {"put off between", {refused, refused, deferred, refused, refused, refused}, true},
      {"not reached between", {refused, not_sent, refused, refused, refused, refused}, true},
      {"accepted behind", {refused, refused, refused, refused, refused, accepted}, false},
      {"five behind", {accepted, refused, refused, refused, refused, refused}, true},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    const auto snapshot = folded(answered(row.answers));
    const auto to = find_message(mail_of(snapshot), "m0")->destination();
    CHECK(stop(mail_of(snapshot), to, 400).has_value() == row.is_stopped);
    CHECK(stop(after_restart(snapshot), to, 400).has_value() == row.is_stopped);
  }
}

TEST_CASE("a refusal behind the hour begins the next one") {
  auto story = answered(kFive);
  story.push_back(recorded(4000, "again"));
  story.push_back(attempted(4001, "again", refused));
  const auto snapshot = folded(story);
  CHECK(stop(mail_of(snapshot), destination_of(snapshot), 4100) == at(7601));
}

TEST_CASE("a path has its own row") {
  auto story = answered(kFive);
  for (auto& each : story) {
    if (auto* seen = std::get_if<MessageRecorded>(&each)) seen->entry.path = "old";
  }
  CHECK_FALSE(mail_of(folded(story)).refusals.contains({"main", "new"}));
}

TEST_CASE("another recipient begins another row") {
  auto story = answered({refused, refused, refused, refused, refused, refused});
  std::get<MessageRecorded>(story[4]).entry.to = "other@example.org";
  const auto snapshot = folded(story);
  CHECK(mail_of(snapshot).refusals.at({"main", "new"}).count == 3);
  CHECK_FALSE(stop(mail_of(snapshot), destination_of(snapshot), 400));
}

TEST_CASE("a stop survives a restart, and is as long by a clock that was set") {
  const auto snapshot = folded(answered(kFive));
  const auto to = destination_of(snapshot);
  CHECK(stop(after_restart(snapshot), to, 300) == at(3841));
  for (const double by : {-7200.0, 7200.0}) {
    const auto stepped = folded(
        {ClockStepped{.at = at(300 + by), .by = std::chrono::round<Millis>(Seconds{1} * by)}}, snapshot);
    CHECK(stop(mail_of(stepped), to, 300 + by) == at(3841 + by));
  }
}

TEST_CASE("who was refused by a clock that was set back while nobody looked tries") {
  const auto snapshot = folded(answered(kFive));
  CHECK_FALSE(stop(after_restart(snapshot), destination_of(snapshot), 200));
}
