#include "tests/core/metrics/series.hpp"

#include "core/time/seconds.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

const std::string kState = "cutwatch_dns_answer_state{example.org,example.org.,MX,google,";

}  // namespace

TEST_CASE("cutwatch_identity_fcrdns is 1 or 0 for an address of which that is known, and absent otherwise") {
  auto what = watched();
  what.plans.front().servers = {
      {.role = cutover::ServerRole::new_server,
       .addresses = {{.host = "in.proxy.example", .endpoint = endpoint("198.51.100.7")}},
       .sends_from = {}}};
  const std::string key = "cutwatch_identity_fcrdns{example.org,new,198.51.100.7,}";
  const auto seen = [](const dns::ReverseLook& look) {
    return fold({}, IdentitySeen{.domain = kDomain,
                                 .path = "new",
                                 .address = ip("198.51.100.7"),
                                 .at = at(0),
                                 .reverse = look,
                                 .greeting = std::nullopt});
  };
  const auto leading_to = [](const char* address) {
    return dns::ReverseLook{
        .names = {{.name = name("in.proxy.example"), .addresses = std::vector{ip(address)}}}};
  };
  CHECK_FALSE(series_of(what, {}).contains(key));
  CHECK(series_of(what, seen(leading_to("198.51.100.7"))).at(key) == 1);
  CHECK(series_of(what, seen(leading_to("203.0.113.9"))).at(key) == 0);
  CHECK(series_of(what, seen({})).at(key) == 0);
  CHECK_FALSE(series_of(what, seen({.failure = Failure{FailureKind::timeout, ""}})).contains(key));
  CHECK_FALSE(series_of(what, seen(leading_to("198.51.100.7")), 901).contains(key));
  CHECK_FALSE(series_of(watched(), seen(leading_to("198.51.100.7"))).contains(key));
}

TEST_CASE("cutwatch_recipients counts by answer, names nobody, and is absent where nobody is configured") {
  auto what = watched();
  CHECK_FALSE(series_of(what, {}).contains("cutwatch_recipients{example.org,new,valid,}"));
  what.plans.front().servers = {
      {.role = cutover::ServerRole::new_server,
       .addresses = {{.host = "in.proxy.example", .endpoint = endpoint("198.51.100.7")}},
       .sends_from = {}}};
  what.plans.front().recipients.addresses = {"a@example.org", "b@example.org", "c@example.org"};
  const auto seen = fold({}, RecipientsAsked{.domain = kDomain,
                                             .path = "new",
                                             .server = endpoint("198.51.100.7"),
                                             .at = at(0),
                                             .replies = {{"a@example.org", mail::SmtpReply{250, "", ""}},
                                                         {"b@example.org", mail::SmtpReply{250, "", ""}},
                                                         {"c@example.org", mail::SmtpReply{551, "", ""}}}});
  const auto series = series_of(what, seen);
  CHECK(series.at("cutwatch_recipients{example.org,new,valid,}") == 2);
  CHECK(series.at("cutwatch_recipients{example.org,new,refused,}") == 1);
  CHECK(series.at("cutwatch_recipients{example.org,new,unclear,}") == 0);
  CHECK(series.at("cutwatch_recipients{example.org,old,unclear,}") == 3);
  CHECK(series_of(what, seen, 1801).at("cutwatch_recipients{example.org,new,unclear,}") == 3);
  for (const auto& [key, value] : series) CHECK_FALSE(key.contains("@"));
}

TEST_CASE("every counter of a known label set is there with zero before anything has happened") {
  const auto series = series_of(watched(), {});
  for (const auto* resolver : {"google", "quad9"}) {
    for (const auto result : kQueryResults) {
      CHECK(series.at(fmt::format("cutwatch_dns_queries_total{{{},{},}}", resolver, to_string(result))) == 0);
    }
    CHECK(series.at(fmt::format("cutwatch_dns_unexpected_replies_total{{{},}}", resolver)) == 0);
  }
  for (const auto* path : {"old", "new"}) {
    CHECK(series.at(fmt::format("cutwatch_mail_untold_total{{example.org,main,{},}}", path)) == 0);
    for (const auto result : mail::kMessageResults) {
      CHECK(series.at(fmt::format("cutwatch_mail_messages_total{{example.org,main,{},{},}}", path,
                                  to_string(result))) == 0);
    }
    for (const auto* kind : {"deferrals", "duplicates", "found_after_lost"}) {
      CHECK(series.at(fmt::format("cutwatch_mail_{}_total{{example.org,main,{},}}", kind, path)) == 0);
    }
    CHECK(series.at(fmt::format("cutwatch_mail_in_flight{{example.org,main,{},}}", path)) == 0);
  }
  CHECK(series.at("cutwatch_state_write_errors_total{}") == 0);
  for (const auto* reason : {"still_running", "not_recorded"}) {
    CHECK_MESSAGE(
        series.contains(fmt::format("cutwatch_probes_skipped_total{{example.org,main,{},}}", reason)),
        reason);
  }
  CHECK(count_of(series, "cutwatch_mail_last_success") == 0);
  CHECK(count_of(series, "cutwatch_dns_answer_state") == 0);
  CHECK(count_of(series, "cutwatch_dns_mx_problem") == 0);
}

TEST_CASE("exactly one state of a record at a resolver is 1, and none when nothing is known") {
  const auto snapshot = folded(
      {resolver_says(0, "google", answer(kOldMx, 300)), resolver_says(10, "google", answer(kNewMx, 600))});
  auto series = series_of(watched(), snapshot, 20);
  CHECK(sum_of(series, kState) == 1);
  CHECK(series.at(kState + "mixed,}") == 1);
  series = series_of(watched(), snapshot, 400);
  CHECK(series.at(kState + "new,}") == 1);
  CHECK(sum_of(series, kState) == 1);
  CHECK(count_of(series_of(watched(), snapshot, 4000), kState) == 0);
}

TEST_CASE("what is known of a record shows in its series") {
  const auto snapshot = folded(
      {authority_says(0, kNs1, authoritative(kOldMx, 3600), 42),
       authority_says(0, kNs2, answer(kOldMx, 60), std::nullopt),
       resolver_says(5, "google", answer(kOldMx, 3600)), resolver_says(15, "google", answer(kOldMx, 3590)),
       resolver_says(5, "quad9", fail(FailureKind::timeout)),
       MxLinted{
           .domain = kDomain,
           .at = at(1),
           .findings = {{"mail.example.org.", {.problems = {dns::MxProblem::cname}, .is_complete = true}}}}});
  const auto series = series_of(watched(), snapshot, 20);
  CHECK(series.at("cutwatch_dns_answer_ttl_seconds{example.org,example.org.,MX,google,}") == 3590);
  CHECK(series.at("cutwatch_dns_cache_age_seconds{example.org,example.org.,MX,google,}") ==
        doctest::Approx(14.95).epsilon(0.1));
  CHECK(series.at("cutwatch_dns_cache_age_uncertainty_seconds{example.org,example.org.,MX,google,}") <= 1.06);
  CHECK(series.at("cutwatch_dns_old_expires_timestamp_seconds{example.org,example.org.,MX,google,}") ==
        doctest::Approx(std::chrono::duration<double>(at(3606.1).time_since_epoch()).count()));
  CHECK(series.at("cutwatch_dns_propagation_ratio{example.org,example.org.,MX,}") == 0);
  CHECK(series.at("cutwatch_dns_resolvers{example.org,example.org.,MX,old,}") == 1);
  CHECK(series.at("cutwatch_dns_resolvers{example.org,example.org.,MX,unreachable,}") == 1);
  CHECK(series.at("cutwatch_dns_authoritative_ttl_seconds{example.org,example.org.,MX,ns1.example.org.,}") ==
        3600);
  CHECK(series.at("cutwatch_dns_authoritative_state{example.org,example.org.,MX,ns1.example.org.,old,}") ==
        1);
  CHECK(series.at("cutwatch_dns_authoritative_state{example.org,example.org.,MX,ns2.example.org.,lame,}") ==
        1);
  CHECK(sum_of(series, "cutwatch_dns_authoritative_state") == 2);
  CHECK(series.at("cutwatch_dns_soa_serial{example.org,ns1.example.org.,}") == 42);
  CHECK(series.at("cutwatch_dns_mx_problem{example.org,cname,}") == 1);
  CHECK(sum_of(series, "cutwatch_dns_mx_problem") == 1);
  CHECK(series.at("cutwatch_dns_query_duration_seconds_count{google,udp,}") == 2);
  CHECK(series.at("cutwatch_dns_caches{google,}") == 1);
  CHECK(count_of(series, "cutwatch_dns_caches") == 1);
  CHECK(count_of(series, "cutwatch_dns_kept_past_ttl{example.org,example.org.,MX,google,") == 4);
  CHECK(sum_of(series, "cutwatch_dns_kept_past_ttl") == 0);
  CHECK(count_of(series, "cutwatch_dns_ttl_honoured_ratio") == 0);
  CHECK(count_of(series, "cutwatch_dns_old_bound_timestamp_seconds") == 0);
}

TEST_CASE(
    "a resolver that keeps old data past their TTL shows in the series, and in the ratio of the domain") {
  auto config = watched();
  config.plans[0].records[0].bounds.past.original_ttl = Seconds{40};
  const auto snapshot = folded(
      {delegation(0, std::vector{kNs1}), authority_says(0, kNs1, authoritative(kOldMx, 40)),
       resolver_says(1, "google", answer(kOldMx, 40)), resolver_says(1, "quad9", answer(kOldMx, 120)),
       resolver_says(11, "google", answer(kOldMx, 30)), resolver_says(11, "quad9", answer(kOldMx, 110)),
       authority_says(20, kNs1, authoritative(kNewMx, 40), 2),
       resolver_says(60, "google", answer(kNewMx, 40)), resolver_says(70, "quad9", answer(kOldMx, 51)),
       resolver_says(80, "quad9", answer(kOldMx, 41)),
       authority_says(81, kNs1, authoritative(kNewMx, 40), 2)});
  const auto series = series_of(config, snapshot, 82);
  const std::string labels = "{example.org,example.org.,MX,";
  CHECK(series.at("cutwatch_dns_kept_past_ttl" + labels + "quad9,floor,}") == 1);
  CHECK(sum_of(series, "cutwatch_dns_kept_past_ttl") == 1);
  CHECK(series.at("cutwatch_dns_ttl_floor_seconds{quad9,}") == 120);
  CHECK(series.at("cutwatch_dns_ttl_honoured_ratio{example.org,}") == 0.5);
  CHECK(series.at("cutwatch_dns_old_bound_timestamp_seconds" + labels + "changed,}") ==
        doctest::Approx(std::chrono::duration<double>(at(65.1).time_since_epoch()).count()));
}

TEST_CASE("a lagging name server, and one that only one side of the delegation lists, are named") {
  std::vector<Observation> seen{
      authority_says(0, kNs1, authoritative(kOldMx, 300), 8),
      DelegationCompared{
          .domain = kDomain,
          .record = kMxQuestion,
          .at = at(0),
          .sides = dns::DelegationSides{.zone = name("example.org"),
                                        .parent = {"ns1.example.org.", "old.example.org."},
                                        .child = {"ns1.example.org.", "new.example.org."},
                                        .glue = {{"ns1.example.org.", {"192.0.2.9"}}},
                                        .addresses = {{"ns1.example.org.", {"192.0.2.9", "192.0.2.53"}}}}}};
  for (double when = 1; when < 600; when += 60)
    seen.push_back(authority_says(when, kNs2, authoritative(kOldMx, 300), 7));
  auto series = series_of(watched(), folded(seen), 600);
  const std::string lagging = "cutwatch_dns_authority_lagging{example.org,example.org.,MX,";
  CHECK(series.at(lagging + "ns1.example.org.,}") == 0);
  CHECK(series.at(lagging + "ns2.example.org.,}") == 1);
  const std::string mismatch = "cutwatch_dns_delegation_mismatch{example.org,";
  CHECK(series.at(mismatch + "old.example.org.,parent,}") == 1);
  CHECK(series.at(mismatch + "old.example.org.,child,}") == 0);
  CHECK(series.at(mismatch + "new.example.org.,child,}") == 1);
  CHECK(sum_of(series, mismatch) == 2);
  CHECK(count_of(series, mismatch) == 6);
  CHECK(series.at("cutwatch_dns_glue_mismatch{example.org,ns1.example.org.,parent,}") == 0);
  CHECK(series.at("cutwatch_dns_glue_mismatch{example.org,ns1.example.org.,child,}") == 1);
  CHECK(series.at("cutwatch_dns_soa_serial{example.org,ns2.example.org.,}") == 7);
}

TEST_CASE("every condition is one series, 1 while it holds, with the severity of now") {
  const auto quiet = series_of(watched(), {});
  CHECK(count_of(quiet, "cutwatch_condition{") == cutover::condition_rules().size());
  CHECK(sum_of(quiet, "cutwatch_condition{") == 0);
  CHECK(quiet.contains("cutwatch_condition{example.org,mx_problem,critical,}"));
  const auto wrong = series_of(
      watched(),
      folded({MxLinted{
          .domain = kDomain,
          .at = at(0),
          .findings = {{"mail.example.org.", {.problems = {dns::MxProblem::cname}, .is_complete = true}}}}}));
  CHECK(wrong.at("cutwatch_condition{example.org,mx_problem,warning,}") == 1);
  CHECK(sum_of(wrong, "cutwatch_condition{") == 1);
  CHECK(count_of(wrong, "cutwatch_condition{") == cutover::condition_rules().size());
}

TEST_CASE("during planned maintenance no condition is 1, and the maintenance is") {
  auto world = watched();
  CHECK(series_of(world, {}).at("cutwatch_maintenance{example.org,}") == 0);
  world.plans.at(0).maintenance = {{at(-60), at(3600), "the rack moves"}};
  const auto muted = series_of(
      world, folded({MxLinted{.domain = kDomain,
                              .at = at(0),
                              .findings = {{"mail.example.org.",
                                            {.problems = {dns::MxProblem::cname}, .is_complete = true}}}}}));
  CHECK(muted.at("cutwatch_maintenance{example.org,}") == 1);
  CHECK(muted.at("cutwatch_condition{example.org,mx_problem,warning,}") == 0);
  CHECK(sum_of(muted, "cutwatch_condition{") == 0);
}

TEST_CASE("each that is accepted is one series, printable, however often and long its id is written") {
  auto what = watched();
  CHECK(count_of(series_of(what, {}), "cutwatch_accepted") == 0);
  const std::string endless(300, 'x');
  what.plans.front().accepted = {{"ns3.example.net", "dead"},
                                 {"system-\u00e9", "the host's"},
                                 {endless + ".a", "cut"},
                                 {endless + ".b", "cut to the same"}};
  const auto series = series_of(what, {});
  CHECK(series.at("cutwatch_accepted{example.org,ns3.example.net,}") == 1);
  CHECK(series.at("cutwatch_accepted{example.org,system-\\xc3\\xa9,}") == 1);
  CHECK(count_of(series, "cutwatch_accepted") == 3);
}

TEST_CASE("the series of a removed resolver or domain disappear") {
  const auto snapshot =
      folded({resolver_says(0, "google", answer(kOldMx, 300)), resolver_says(0, "quad9", answer(kOldMx, 300)),
              ProbeRan{.domain = kDomain, .probe = "resolver", .at = at(0)},
              authority_says(0, kNs1, authoritative(kOldMx, 300))});
  auto fewer = watched();
  fewer.resolvers.pop_back();
  CHECK(count_of(series_of(watched(), snapshot), "quad9") > 0);
  CHECK(count_of(series_of(fewer, snapshot), "quad9") == 0);
  fewer.plans.clear();
  CHECK(count_of(series_of(watched(), snapshot), "example.org") > 0);
  CHECK(count_of(series_of(fewer, snapshot), "example.org") == 0);
}

TEST_CASE("a resolver that answers random data for ever makes no more series") {
  Cases cases(5);
  Snapshot snapshot = folded({resolver_says(0, "google", answer(kOldMx, 300))});
  const auto before = series_of(watched(), snapshot, 1).size();
  double now = 1;
  for (int i = 0; i < 10'000; ++i) {
    now += 0.5;
    auto hostile = answer(mx({fmt::format("{} {}.evil.example", cases.between(0, 65535), i)}),
                          cases.between(0, 100'000));
    hostile.nsid = fmt::format("\x1b[2J\"}}\n{}", i);
    snapshot = folded({resolver_says(now, "google", hostile)}, std::move(snapshot));
  }
  const auto series = series_of(watched(), snapshot, now);
  CHECK(series.size() <= before + 2);
  CHECK(count_of(series, "evil") == 0);
}

TEST_CASE("a metric that is not in the catalogue, or has other labels, is a bug") {
  metrics::FamilySet out;
  CHECK_THROWS_AS(out.add("cutwatch_nothing", {}, 1), std::logic_error);
  CHECK_THROWS_AS(out.add("cutwatch_dns_soa_serial", {"one"}, 1), std::logic_error);
}

TEST_CASE("a server that has left the delegation has no series") {
  auto snapshot =
      folded({delegation(0, std::vector{kNs1, kNs2}), authority_says(1, kNs1, authoritative(kOldMx, 300)),
              authority_says(1, kNs2, authoritative(kOldMx, 300))});
  CHECK(count_of(series_of(watched(), snapshot), kNs2.name) > 0);
  snapshot = folded({delegation(60, std::vector{kNs1})}, snapshot);
  CHECK(count_of(series_of(watched(), snapshot), kNs2.name) == 0);
  CHECK(count_of(series_of(watched(), snapshot), kNs1.name) > 0);
}

TEST_CASE("interception is judged over all records of a resolver, once it has answered") {
  auto from_box = answer(kOldMx, 300);
  from_box.nsid = "box";
  auto elsewhere = resolver_says(0, "quad9", from_box, "example.com");
  auto what = watched();
  what.plans.push_back(what.plans.front());
  what.plans.back().domain = name("example.com");
  const std::string google = "cutwatch_dns_intercepted{google,}";
  const std::string quad9 = "cutwatch_dns_intercepted{quad9,}";
  CHECK(count_of(series_of(what, {}), "cutwatch_dns_intercepted") == 0);
  auto snapshot = folded({resolver_says(0, "google", from_box)});
  CHECK(series_of(what, snapshot).at(google) == 0);
  CHECK_FALSE(series_of(what, snapshot).contains(quad9));
  snapshot = folded({elsewhere}, std::move(snapshot));
  CHECK(series_of(what, snapshot).at(google) == 1);
  CHECK(series_of(what, snapshot).at(quad9) == 1);
}

TEST_CASE("an answer over DoT or DoH counts under its transport") {
  auto over_dot = std::get<ResolverAnswered>(resolver_says(0, "google", answer(kOldMx, 300)));
  over_dot.sighting.transport = dns::Transport::dot;
  auto over_doh = over_dot;
  over_doh.sighting.transport = dns::Transport::doh;
  const auto series = series_of(watched(), folded({over_dot, over_doh, over_doh}));
  CHECK(series.at("cutwatch_dns_query_duration_seconds_count{google,dot,}") == 1);
  CHECK(series.at("cutwatch_dns_query_duration_seconds_count{google,doh,}") == 2);
}

TEST_CASE("a certificate that does not hold makes a resolver unreachable") {
  const auto series =
      series_of(watched(), folded({resolver_says(0, "google", fail(FailureKind::tls, "certificate"))}));
  CHECK(series.at("cutwatch_dns_queries_total{google,unreachable,}") == 1);
  CHECK(series.at(kState + "unreachable,}") == 1);
}

TEST_CASE("a step has its earliest time while one can be told, and none once it is taken") {
  const auto before = series_of(watched(), {});
  CHECK(count_of(before, "cutwatch_cutover_earliest_timestamp_seconds") == 0);
  const auto lowered =
      folded({delegation(0, std::vector{kNs1}), authority_says(0, kNs1, authoritative(kOldMx, 7200), 1),
              authority_says(60, kNs1, authoritative(kOldMx, 60), 2)});
  auto fixed = watched();
  fixed.plans[0].records[0].bounds.past.original_ttl = Seconds{7200};
  const auto series = series_of(fixed, lowered, 70);
  const auto of = [&](const std::string& step) {
    const auto found = series.find("cutwatch_cutover_earliest_timestamp_seconds{example.org," + step + ",}");
    return found == series.end() ? 0 : found->second - unix_seconds(at(0));
  };
  CHECK(of("lower_ttl") == 0);
  CHECK(of("switch") == doctest::Approx(60.1 + 7200 + 5));
}
