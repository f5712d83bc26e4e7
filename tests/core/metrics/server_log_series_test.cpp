#include "tests/core/cutover/lockdown/lock_world.hpp"
#include "tests/core/metrics/series.hpp"

#include <doctest/doctest.h>

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
