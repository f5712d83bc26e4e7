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

TEST_CASE("delays hop by hop show by path, each message once, and from the beginning") {
  const auto shows = [](double when, const std::string& id) {
    auto seen = mailbox_shows(when, {{id}});
    auto& found = std::get<MailboxRead>(seen).content->found.at(id).sighting;
    found.filed = at(4);
    found.inspection =
        mail::Inspection{.received = {"from p ([198.51.100.7]) by old id B; Tue, 01 Dec 2026 00:00:03 +0000",
                                      "from a ([203.0.113.9]) by p id A; Tue, 01 Dec 2026 00:00:01 +0000"},
                         .changes = {},
                         .believed = {.count = 2, .reach_sender = true}};
    return seen;
  };
  const auto count = [](const Snapshot& snapshot, const std::string& labels) {
    return series_of(watched(), snapshot)
        .at("cutwatch_mail_hop_delay_seconds_count{example.org," + labels + ",}");
  };
  CHECK(count({}, "old,first") == 0);
  auto snapshot =
      folded({recorded(0, "m1"), attempted(1, "m1", mail::SmtpDisposition::accepted), shows(5, "m1")});
  for (const auto* hop : {"new,to_first", "new,to_final", "new,to_mailbox"}) CHECK(count(snapshot, hop) == 1);
  for (const auto* hop : {"new,first", "new,final", "old,to_first"}) CHECK(count(snapshot, hop) == 0);
  snapshot = folded({shows(9, "m1")}, snapshot);
  CHECK(count(snapshot, "new,to_final") == 1);
}

TEST_CASE("whether its signature holds shows of a message that was signed, and of no other") {
  const auto shows = [](double when, const std::string& id, mail::Inspection inspection) {
    auto seen = mailbox_shows(when, {{id}});
    std::get<MailboxRead>(seen).content->found.at(id).sighting.inspection = std::move(inspection);
    return seen;
  };
  const std::string field = "cutwatch_mail_headers_intact{example.org,main,new,";
  auto snapshot = folded({recorded(0, "m1"), attempted(1, "m1", mail::SmtpDisposition::accepted),
                          shows(2, "m1", mail::Inspection{})});
  CHECK(series_of(watched(), snapshot).at(field + "body,}") == 1);
  CHECK_FALSE(series_of(watched(), snapshot).contains(field + "dkim,}"));
  snapshot = folded({recorded(3, "m2"), attempted(4, "m2", mail::SmtpDisposition::accepted),
                     shows(5, "m2", mail::Inspection{.is_signature_judged = true})},
                    snapshot);
  CHECK(series_of(watched(), snapshot).at(field + "dkim,}") == 1);
  snapshot = folded(
      {recorded(6, "m3"), attempted(7, "m3", mail::SmtpDisposition::accepted),
       shows(8, "m3",
             mail::Inspection{.changes = {{mail::MessageField::dkim, "-a"}}, .is_signature_judged = true})},
      snapshot);
  CHECK(series_of(watched(), snapshot).at(field + "dkim,}") == 0);
  CHECK(series_of(watched(), snapshot).at(field + "body,}") == 1);
}

TEST_CASE("greylisting shows by path, each message once, and from the beginning") {
  const auto count = [](const Snapshot& snapshot, const std::string& path) {
    return series_of(watched(), snapshot)
        .at("cutwatch_mail_greylist_seconds_count{example.org," + path + ",}");
  };
  for (const auto* path : {"old", "new"}) CHECK(count({}, path) == 0);
  const auto snapshot = folded({recorded(0, "m1"), attempted(1, "m1", mail::SmtpDisposition::deferred),
                                attempted(31, "m1", mail::SmtpDisposition::accepted)});
  CHECK(count(snapshot, "new") == 1);
  CHECK(count(snapshot, "old") == 0);
}
