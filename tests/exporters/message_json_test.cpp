#include "exporters/status_json.hpp"
#include "tests/support/observations.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace cutwatch;
using namespace cutwatch::test;
using nlohmann::json;

namespace {

metrics::Watched watched() {
  cutover::Plan plan{.domain = name("example.org")};
  plan.records.push_back({.question = kMxQuestion, .stages = {kOldMx, kNewMx}});
  return {
      .plans = {plan},
      .resolvers = {{"google", endpoint("192.0.2.1"), "goog"}, {"quad9", endpoint("192.0.2.2"), "quad9"}}};
}

json status(const Snapshot& snapshot, double now) {
  const auto text = exporters::status_json(watched(), snapshot, "1.2.3", at(now));
  for (const char c : text) REQUIRE(((c >= 0x20 && c < 0x7f) || c == '\n'));
  return json::parse(text);
}

}  // namespace

TEST_CASE("a message shows its hops, its delays, what filters wrote and what is odd about it") {
  auto seen = mailbox_shows(5, {{"m1"}});
  auto& found = std::get<MailboxRead>(seen).content->found.at("m1").sighting;
  found.inspection = mail::Inspection{
      .received = {"from p ([198.51.100.7]) by old with ESMTPS id B; Tue, 01 Dec 2026 00:00:04 +0000",
                   "from a ([203.0.113.9]) by evil\x1b with ESMTP id A; Tue, 01 Dec 2026 01:00:04 +0000"},
      .changes = {},
      .spam = {.is_marked = true, .score = 6.1, .fields = {"X-Spam-Flag: YES"}}};
  const auto snapshot = folded({recorded(0, "m1"), attempted(1, "m1", mail::SmtpDisposition::accepted),
                                std::move(seen), recorded(6, "m2")});
  const auto root = status(snapshot, 9);
  const auto& m1 = root["cutovers"].at(0)["messages"].at(0);
  CHECK(m1["hops"].at(1) == json{{"by", "old"},
                                 {"from", "198.51.100.7"},
                                 {"with", "ESMTPS"},
                                 {"tls", true},
                                 {"queue_id", "B"},
                                 {"at", "2026-12-01T00:00:04.000Z"},
                                 {"delay_seconds", nullptr},
                                 {"skew", nullptr},
                                 {"trusted", true}});
  CHECK(m1["hops"].at(0)["trusted"] == false);
  CHECK(m1["hops"].at(0)["tls"] == false);
  CHECK(m1["hop_delays"] == json{{"to_first", 1.0},
                                 {"first", nullptr},
                                 {"to_final", nullptr},
                                 {"final", nullptr},
                                 {"to_mailbox", 1.0},
                                 {"mailbox_skew", nullptr}});
  CHECK(m1["spam"] == json{{"marked", true}, {"score", 6.1}, {"fields", {"X-Spam-Flag: YES"}}});
  CHECK(m1["findings"].at(0)["finding"] == "spam_in_inbox");
  CHECK(m1["result"] == "delivered");
  const auto& m2 = root["cutovers"].at(0)["messages"].at(1);
  for (const auto* key : {"hops", "hop_delays", "spam", "authentication"}) CHECK(m2[key].is_null());
  CHECK(m2["findings"].empty());
}

TEST_CASE("how long a server put a message off before it took it is told") {
  const auto root = status(folded({recorded(0, "m1"), attempted(1, "m1", mail::SmtpDisposition::deferred),
                                   attempted(61, "m1", mail::SmtpDisposition::accepted), recorded(2, "m2")}),
                           70);
  CHECK(root["cutovers"].at(0)["messages"].at(0)["greylisted_seconds"] == 60.0);
  CHECK(root["cutovers"].at(0)["messages"].at(1)["greylisted_seconds"].is_null());
}

TEST_CASE("a bounce is shown at its message, and what is none at its mailbox") {
  auto plans = watched();
  plans.plans.front().round_trips = {{.id = "main", .mailbox = "inbox", .bounces = "bounces"}};
  const auto snapshot =
      folded({recorded(0, "m1"), attempted(1, "m1", mail::SmtpDisposition::accepted),
              mailbox_shows(2, {{"m1"}}), bounced(3, "m1", mail::DsnAction::failed, "5.1.1"),
              bounced(4, "nobody", mail::DsnAction::failed, "5.1.1")});
  const auto root = json::parse(exporters::status_json(plans, snapshot, "1.2.3", at(5)));
  const auto& cutover = root["cutovers"].at(0);
  CHECK(cutover["messages"].at(0)["report"] == json{{"at", "2026-12-01T00:00:03.000Z"},
                                                    {"verdict", "refused"},
                                                    {"recipient", "probe@example.org"},
                                                    {"status", "5.1.1"},
                                                    {"diagnostic", "550 5.1.1 no"},
                                                    {"reporting_mta", "proxy.example"},
                                                    {"remote_mta", nullptr},
                                                    {"contradicted", true}});
  CHECK(cutover["bounce_mailboxes"] == json{{{"id", "bounces"},
                                             {"last_read", "2026-12-01T00:00:04.000Z"},
                                             {"failure", nullptr},
                                             {"ignored", {{"unknown", 1}}}}});
  plans.plans.front().round_trips.clear();
  CHECK(json::parse(exporters::status_json(plans, snapshot, "1.2.3", at(5)))["cutovers"]
            .at(0)["bounce_mailboxes"]
            .empty());
}

TEST_CASE("a message shows what it was sent with, and whether its signature holds") {
  auto intent = recorded(0, "m1");
  std::get<MessageRecorded>(intent).entry.form.body = mail::BodyKind::eight_bit;
  auto attempt = attempted(1, "m1", mail::SmtpDisposition::accepted);
  std::get<MessageAttempted>(attempt).attempt.is_seven_bit = true;
  const auto message = [&](std::optional<mail::Inspection> inspection) {
    auto seen = mailbox_shows(5, {{"m1"}});
    std::get<MailboxRead>(seen).content->found.at("m1").sighting.inspection = std::move(inspection);
    return status(folded({intent, attempt, seen}), 9)["cutovers"].at(0)["messages"].at(0);
  };
  const auto unsigned_one = message(mail::Inspection{});
  CHECK(unsigned_one["body"] == json{{"kind", "8bit"}, {"recoded", true}});
  CHECK(unsigned_one["signature"].is_null());
  CHECK(message({})["signature"].is_null());
  CHECK(message(mail::Inspection{.is_signature_judged = true})["signature"] == "holds");
  const auto broken = message(
      mail::Inspection{.changes = {{mail::MessageField::dkim, "-a signature"}}, .is_signature_judged = true});
  CHECK(broken["signature"] == "broken");
  CHECK(broken["changes"].at(0) == json{{"field", "dkim"}, {"diff", "-a signature"}});
}

TEST_CASE(
    "what the receiver found out about a sender is shown with the message, and of the last one that went "
    "out") {
  auto plans = watched();
  auto& plan = plans.plans.front();
  plan.mailboxes = {{.id = "inbox",
                     .server = {.host = "imap.example.net", .endpoint = endpoint("192.0.2.10")},
                     .folders = {"INBOX"},
                     .authserv_id = "mx.receiver.example"}};
  plan.outbound = {{.id = "main",
                    .from = "probe@example.org",
                    .to = "probe@example.net",
                    .paths = {cutover::Path::old_path, cutover::Path::new_path},
                    .mailbox = "inbox"}};
  auto seen = mailbox_shows(5, {{"m1"}});
  auto& found = std::get<MailboxRead>(seen).content->found.at("m1").sighting;
  found.inspection = mail::Inspection{};
  found.inspection->authentication = {{.method = "spf",
                                       .verdict = mail::AuthenticationVerdict::softfail,
                                       .properties = "smtp.mailfrom=a@example.org"}};
  const auto snapshot =
      folded({recorded(0, "m1"), attempted(1, "m1", mail::SmtpDisposition::accepted), std::move(seen)});
  const auto shown = [&] {
    return json::parse(exporters::status_json(plans, snapshot, "1.2.3", at(9)))["cutovers"].at(0);
  };
  const json results{
      {{"method", "spf"}, {"verdict", "softfail"}, {"properties", "smtp.mailfrom=a@example.org"}}};
  const json expected{{"authserv_id", "mx.receiver.example"},
                      {"spf", "softfail"},
                      {"dkim", nullptr},
                      {"dmarc", nullptr},
                      {"results", results}};
  const auto cutover = shown();
  CHECK(cutover["messages"].at(0)["authentication"] == expected);
  REQUIRE(cutover["outbound"].size() == 2);
  CHECK(cutover["outbound"].at(0)["via"] == "old");
  CHECK(cutover["outbound"].at(0)["result"].is_null());
  CHECK(cutover["outbound"].at(1)["result"] == "delivered");
  CHECK(cutover["outbound"].at(1)["authentication"] == expected);
  CHECK(cutover["outbound"].at(1)["asks_if_still_local"] == false);
  plan.mailboxes.front().authserv_id.clear();
  CHECK(shown()["messages"].at(0)["authentication"].is_null());
}
