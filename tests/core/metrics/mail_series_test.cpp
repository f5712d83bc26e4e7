#include "tests/core/metrics/series.hpp"

#include <doctest/doctest.h>

// What became of messages, by round trip and path.
using namespace cutwatch;
using namespace cutwatch::test;

TEST_CASE("messages show in the series of their round trip and path") {
  auto story = std::vector{recorded(0, "m1"), attempted(1, "m1", mail::SmtpDisposition::accepted),
                           mailbox_shows(5, {{"m1"}}), recorded(6, "m2", "old")};
  auto snapshot = folded(story);
  auto series = series_of(watched(), snapshot);
  CHECK(series.at("cutwatch_mail_messages_total{example.org,main,new,delivered,}") == 1);
  CHECK(series.at("cutwatch_mail_last_success{example.org,main,new,}") == 1);
  CHECK(series.at("cutwatch_mail_in_flight{example.org,main,new,}") == 0);
  CHECK(series.at("cutwatch_mail_in_flight{example.org,main,old,}") == 1);
  CHECK(series.at("cutwatch_mail_delivery_latency_seconds_count{example.org,main,new,}") == 1);
  CHECK(series.at("cutwatch_mail_smtp_phase_seconds_count{example.org,new,connect,}") == 1);
  snapshot = folded({attempted(7, "m2", mail::SmtpDisposition::refused)}, snapshot);
  series = series_of(watched(), snapshot);
  CHECK(series.at("cutwatch_mail_last_success{example.org,main,old,}") == 0);
}

TEST_CASE(
    "what the old server refuses once it is to be retired is a success, and nothing else that is refused") {
  const std::string old_path = "cutwatch_mail_last_success{example.org,main,old,}";
  const auto told = [](double when, const std::string& decision) {
    return JudgementChanged{.domain = kDomain,
                            .entries = {{.at = at(when),
                                         .about = {ChangeKind::decision, ""},
                                         .before = "",
                                         .after = decision,
                                         .words = ""}},
                            .switches = {}};
  };
  const auto refused = [](double when, const std::string& id, const std::string& path) {
    return std::vector<Observation>{recorded(when, id, path),
                                    attempted(when + 1, id, mail::SmtpDisposition::refused)};
  };
  auto snapshot = folded(refused(0, "too early", "old"));
  snapshot = folded({told(5, "go retire_old")}, snapshot);
  CHECK(series_of(watched(), snapshot, 9).at(old_path) == 0);
  snapshot = folded(refused(10, "on purpose", "old"), snapshot);
  CHECK(series_of(watched(), snapshot, 19).at(old_path) == 1);
  const auto by_new = folded(refused(20, "by the new path", "new"), snapshot);
  CHECK(series_of(watched(), by_new, 29).at("cutwatch_mail_last_success{example.org,main,new,}") == 0);
  CHECK(series_of(watched(), by_new, 29).at(old_path) == 1);
  snapshot = folded({told(30, "roll_back retire_old")}, snapshot);
  snapshot = folded(refused(31, "after that", "old"), snapshot);
  CHECK(series_of(watched(), snapshot, 39).at(old_path) == 0);
}

TEST_CASE("a message to a mailbox that nobody looks into any more is not in flight: it can never end") {
  const auto snapshot = folded({recorded(0, "m1"), attempted(1, "m1", mail::SmtpDisposition::accepted)});
  auto plans = watched();
  CHECK(series_of(plans, snapshot).at("cutwatch_mail_in_flight{example.org,main,new,}") == 1);
  plans.plans.front().round_trips.front().mailbox = "other";
  CHECK(series_of(plans, snapshot).at("cutwatch_mail_in_flight{example.org,main,new,}") == 0);
}
