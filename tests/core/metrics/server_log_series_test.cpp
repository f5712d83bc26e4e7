#include "tests/core/cutover/lockdown/lock_world.hpp"
#include "tests/core/metrics/series.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <string>
#include <vector>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

cutover::Plan logged(cutover::Kind kind) {
  auto plan = lock_plan();
  plan.kind = kind;
  plan.logs = {{.role = cutover::ServerRole::old_server, .path = "/old.log"},
               {.role = cutover::ServerRole::old_server, .path = "/second.log"}};
  return plan;
}

auto series(const cutover::Plan& plan, const std::vector<Observation>& seen) {
  return series_of({.plans = {plan}, .resolvers = {}}, folded(together({records_moved(), seen})), kNow);
}

Observation log_read(const std::string& source, const mail::LogFacts& facts) {
  return MailLogRead{.domain = kDomain, .role = "old", .source = source, .at = at(kNow), .facts = facts};
}

}  // namespace

TEST_CASE("series of logs are there from the start, at 0, and only where a log is named") {
  const auto proxy = series(logged(cutover::Kind::proxy), {});
  for (const auto* name : {"cutwatch_mta_accepted_total{example.org,old,other,}",
                           "cutwatch_mta_accepted_total{example.org,old,agent,}",
                           "cutwatch_mta_refused_total{example.org,old,forwarder,5xx,}",
                           "cutwatch_mta_forwarded_total{example.org,old,sent,}",
                           "cutwatch_mail_bypass_total{example.org,log,incident,}",
                           "cutwatch_mail_bypass_total{example.org,log,expected,}",
                           "cutwatch_mail_last_bypass_timestamp_seconds{example.org,}",
                           "cutwatch_mta_log_unparsed_total{example.org,old,}",
                           "cutwatch_mta_delay_seconds_count{example.org,old,transmission,}",
                           "cutwatch_mail_forward_failures_total{example.org,4xx,greylisted,}"}) {
    CAPTURE(std::string(name));
    REQUIRE(proxy.contains(name));
    CHECK(proxy.at(name) == 0);
  }
  CHECK_FALSE(proxy.contains("cutwatch_mail_stranded_total{example.org,}"));
  CHECK_FALSE(proxy.contains("cutwatch_mta_accepted_total{example.org,new,other,}"));
  const auto server = series(logged(cutover::Kind::server), {});
  CHECK(server.at("cutwatch_mail_stranded_total{example.org,}") == 0);
  CHECK_FALSE(server.contains("cutwatch_mail_bypass_total{example.org,log,incident,}"));
  const auto none = series(lock_plan(), {});
  for (const auto& [name, value] : none) CHECK_FALSE(name.starts_with("cutwatch_mta_"));
}

TEST_CASE("what several logs of a server told is one sum, and reads add up") {
  mail::LogFacts facts{.lines = 5, .unparsed = 1, .last_line = at(kNow - 3)};
  facts.accepted[mail::ClientOrigin::other].add(at(kNow - 3));
  facts.strays[mail::StrayKind::unexpected].add(at(kNow - 3));
  facts.strangers.add(at(kNow - 3));
  facts.accepted[mail::ClientOrigin::other].last = at(kNow - 1);
  facts.forwarder_refused[{mail::RefusalClass::for_now, mail::ForwardReason::greylisted}].add(at(kNow - 3));
  const auto all =
      series(logged(cutover::Kind::proxy),
             {log_read("/old.log", facts), log_read("/old.log", facts), log_read("/second.log", facts)});
  CHECK(all.at("cutwatch_mta_accepted_total{example.org,old,other,}") == 3);
  CHECK(all.at("cutwatch_mta_log_lines_total{example.org,old,}") == 15);
  CHECK(all.at("cutwatch_mail_bypass_total{example.org,log,unexpected,}") == 3);
  CHECK(all.at("cutwatch_mail_forward_failures_total{example.org,4xx,greylisted,}") == 3);
  CHECK(all.at("cutwatch_mta_last_accept_timestamp_seconds{example.org,old,}") ==
        all.at("cutwatch_mail_last_bypass_timestamp_seconds{example.org,}"));
}

TEST_CASE("bypass has series of the sources that the plan has, and the last of all of them") {
  auto plan = lock_plan();
  const auto by_probe = series(plan, {});
  CHECK(by_probe.at("cutwatch_mail_bypass_total{example.org,probe,incident,}") == 0);
  CHECK(by_probe.at("cutwatch_mail_last_bypass_timestamp_seconds{example.org,}") == 0);
  CHECK_FALSE(by_probe.contains("cutwatch_mail_bypass_total{example.org,audit,incident,}"));
  CHECK_FALSE(by_probe.contains("cutwatch_mail_bypass_total{example.org,log,incident,}"));
  plan.mailboxes.front().allows_audit = true;
  plan.round_trips.front().paths = {cutover::Path::old_path};
  const mail::BypassMail mail{
      .at = at(kNow - 7), .address = "203.0.113.9", .queue_id = "4ABC", .kind = mail::StrayKind::unexpected};
  const auto by_audit =
      series(plan, {MailboxAudited{.domain = kDomain,
                                   .mailbox = "inbox",
                                   .at = at(kNow - 5),
                                   .content = MailboxAudited::Content{
                                       .bypasses = {mail}, .counts = {.read = 1}, .positions = {}}}});
  CHECK(by_audit.at("cutwatch_mail_bypass_total{example.org,audit,unexpected,}") == 1);
  CHECK(by_audit.at("cutwatch_mail_bypass_total{example.org,audit,incident,}") == 0);
  CHECK_FALSE(by_audit.contains("cutwatch_mail_bypass_total{example.org,probe,incident,}"));
  CHECK(by_audit.at("cutwatch_mail_last_bypass_timestamp_seconds{example.org,}") > 0);
  plan.kind = cutover::Kind::server;
  CHECK_FALSE(series(plan, {}).contains("cutwatch_mail_bypass_total{example.org,audit,incident,}"));
}

TEST_CASE("delays are a histogram of each stage, and add up over reads") {
  mail::LogFacts facts;
  facts.delays.observe({0.02, 0.2, 2, 20});
  const auto all =
      series(logged(cutover::Kind::proxy), {log_read("/old.log", facts), log_read("/second.log", facts)});
  for (const auto* stage : {"before_queue_manager", "in_queue_manager", "connection_setup", "transmission"}) {
    CAPTURE(std::string(stage));
    CHECK(all.at(fmt::format("cutwatch_mta_delay_seconds_count{{example.org,old,{},}}", stage)) == 2);
  }
}

TEST_CASE(
    "who sent to the old server before the switch is told by where it was seen last, from the switch on") {
  mail::LogFacts facts;
  add_sender(facts.senders, "203.0.113.9",
             {.messages = 7, .before = 5, .first = at(0), .last = at(kNow - 3), .name = "evil"});
  const auto seen = std::vector{log_read("/old.log", facts)};
  const auto all = series(logged(cutover::Kind::proxy), seen);
  CHECK(all.at("cutwatch_mail_former_sender_messages{example.org,direct,}") == 5);
  CHECK(all.at("cutwatch_mail_former_sender_messages{example.org,moved,}") == 0);
  CHECK(count_of(all, "evil") == 0);
  const auto before =
      series_of({.plans = {logged(cutover::Kind::proxy)}, .resolvers = {}}, folded(seen), kNow);
  CHECK(count_of(before, "former_sender") == 0);
}
