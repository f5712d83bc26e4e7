#include "core/cutover/record/mail_destinations.hpp"

#include "tests/support/observations.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

const std::string kOld = "mail.example.org. 192.0.2.10:25";
const std::string kNew = "in.proxy.example. 198.51.100.7:25";

Server server(ServerRole role, std::string host, std::string_view address) {
  return {.role = role,
          .addresses = {{.host = std::move(host),
                         .endpoint = parse_endpoint(address, 25).value(),
                         .credentials = mail::Credentials{"user", "secret"}}}};
}

Plan moving() {
  Plan plan{.domain = name("example.org")};
  plan.records = {{.question = kMxQuestion, .stages = {kOldMx, kNewMx, kLastMx}}};
  plan.servers = {server(ServerRole::old_server, "mail.example.org", "192.0.2.10"),
                  server(ServerRole::new_server, "in.proxy.example", "198.51.100.7")};
  return plan;
}

MailDestinations found(const Plan& plan, const std::vector<Observation>& story, double now = 1) {
  const auto snapshot = folded(story);
  const auto domain = snapshot.domains.find(kDomain);
  return mail_destinations(plan, domain == snapshot.domains.end() ? DomainState{} : *domain->second, at(now));
}

Observation address_of(double when, const std::string& resolver, std::string_view host,
                       const std::string& ip) {
  const dns::Question question{name(host), dns::RrType::a};
  return ResolverAnswered{
      .domain = kDomain,
      .record = question,
      .resolver = resolver,
      .sighting = sighting(when, answer(dns::RrSet::parse(dns::RrType::a, {ip}).value(), 300))};
}

WatchedRecord watched_a(std::string_view host, const std::vector<std::string>& stages) {
  WatchedRecord out{.question = {name(host), dns::RrType::a}, .stages = {}};
  for (const auto& ip : stages) out.stages.push_back(dns::RrSet::parse(dns::RrType::a, {ip}).value());
  return out;
}

}  // namespace

TEST_CASE("resolvers are grouped by where they lead, the hosts in order of preference") {
  const auto to =
      found(moving(), {resolver_says(0, "a", answer(kOldMx, 300)), resolver_says(0, "b", answer(kNewMx, 300)),
                       resolver_says(0, "c", answer(kNewMx, 100))});
  CHECK_FALSE(to.reason);
  REQUIRE(to.all.size() == 2);
  CHECK(to.all[0].way.destination() == kNew + ", then " + kOld);
  CHECK(to.all[0].way.resolvers == std::vector<std::string>{"b", "c"});
  CHECK(to.all[0].way.exchanges.at(0).path == "new");
  CHECK_FALSE(to.all[0].way.leads_to_old_only());
  CHECK(to.all[1].way.destination() == kOld);
  CHECK(to.all[1].way.resolvers == std::vector<std::string>{"a"});
  CHECK(to.all[1].way.leads_to_old_only());
  // Senders have no account there.
  CHECK_FALSE(to.all[1].servers.at(0).credentials);
}

TEST_CASE("the numbers of the preferences make no other destination, their order does") {
  const auto same = found(
      moving(), {resolver_says(0, "a", answer(mx({"5 in.proxy.example", "9 mail.example.org"}), 300)),
                 resolver_says(0, "b", answer(mx({"10 in.proxy.example", "20 mail.example.org"}), 300))});
  CHECK(same.all.size() == 1);
  const auto equal =
      found(moving(), {resolver_says(0, "a", answer(mx({"7 mail.example.org", "7 in.proxy.example"}), 300)),
                       resolver_says(0, "b", answer(kNewMx, 300))});
  REQUIRE(equal.all.size() == 2);
  CHECK(std::ranges::count(equal.all, kNew + " or " + kOld,
                           [](const auto& each) { return each.way.destination(); }) == 1);
}

TEST_CASE("where nothing can be sent it is said why, and nothing is") {
  struct Row {
    const char* what;
    std::vector<std::string> mx;
    const char* why;
  };
  const Row rows[] = {
      {"a null MX", {"0 ."}, "it says that the domain takes no mail (null MX, RFC 7505)"},
      {"a stranger", {"5 evil.example"}, "the plan does not know the address of evil.example."},
      {"a stranger first",
       {"5 evil.example", "20 mail.example.org"},
       "the plan does not know the address of evil.example."},
      {"none: the domain is its own", {}, "the plan does not know the address of example.org."}};
  for (const auto& row : rows) {
    INFO(row.what);
    const auto to =
        found(moving(), {resolver_says(0, "a", answer(row.mx.empty() ? kAbsent : mx(row.mx), 300))});
    REQUIRE(to.all.size() == 1);
    CHECK(to.all[0].why_not == row.why);
    CHECK(to.all[0].servers.empty());
    CHECK(to.reason == SkipReason::no_destination);
    CHECK(to.why == std::string("no answer of a resolver leads to a server that the plan knows: ") + row.why);
  }
  const auto none = found(moving(), {});
  CHECK(none.reason == SkipReason::no_destination);
  CHECK(none.why == "no resolver has said lately where mail goes");
  auto unwatched = moving();
  unwatched.records.clear();
  CHECK(found(unwatched, {}).why == "the plan does not watch the domain's MX");
}

TEST_CASE("a stranger behind a known host is where we stop, and one of its preference is passed by") {
  const auto behind =
      found(moving(),
            {resolver_says(
                0, "a", answer(mx({"5 in.proxy.example", "9 evil.example", "20 mail.example.org"}), 300))});
  REQUIRE(behind.all.size() == 1);
  CHECK(behind.all[0].way.destination() == kNew);
  const auto beside =
      found(moving(),
            {resolver_says(
                0, "a", answer(mx({"5 evil.example", "5 in.proxy.example", "20 mail.example.org"}), 300))});
  REQUIRE(beside.all.size() == 1);
  CHECK(beside.all[0].way.destination() == kNew);
}

TEST_CASE("a resolver with copies of both leads to both, one without a copy to what is published") {
  auto plan = moving();
  const auto both = found(
      plan, {resolver_says(0, "a", answer(kOldMx, 300)), resolver_says(5, "a", answer(kNewMx, 300))}, 6);
  CHECK(both.all.size() == 2);
  for (const auto& each : both.all) CHECK(each.way.resolvers == std::vector<std::string>{"a"});

  const std::vector<Observation> story{authority_says(0, kNs1, authoritative(kNewMx, 20)),
                                       resolver_says(1, "a", answer(kOldMx, 20))};
  const auto ended = found(plan, story, 60);
  REQUIRE(ended.all.size() == 1);
  CHECK(ended.all[0].way.destination() == kNew + ", then " + kOld);
  CHECK(found(plan, story, 600).why == "no resolver has said lately where mail goes");
}

TEST_CASE("no mail is sent as DNS says in the quiet window, and that is told") {
  auto plan = moving();
  plan.records.front().quiet.planned_at = at(1000);
  const std::vector<Observation> story{authority_says(0, kNs1, authoritative(kOldMx, 300)),
                                       resolver_says(699, "a", answer(kOldMx, 300))};
  CHECK_FALSE(found(plan, story, 699.5).reason);
  const auto quiet = found(plan, story, 701);
  CHECK(quiet.reason == SkipReason::quiet_window);
  CHECK(quiet.why.starts_with("no mail is sent as DNS says in the quiet window of example.org. MX: "));
}

TEST_CASE("addresses are those that resolvers hold, and none that the plan does not name") {
  auto plan = moving();
  plan.records.push_back(watched_a("mail.example.org", {"192.0.2.10", "198.51.100.7"}));
  plan.records.push_back(watched_a("backup.example.org", {"203.0.113.5"}));
  const auto to =
      found(plan, {resolver_says(0, "a", answer(kOldMx, 300)), resolver_says(0, "b", answer(kOldMx, 300)),
                   resolver_says(0, "c", answer(kOldMx, 300)), resolver_says(0, "d", answer(kOldMx, 300)),
                   resolver_says(0, "e", answer(mx({"5 backup.example.org"}), 300)),
                   address_of(0, "a", "mail.example.org", "192.0.2.10"),
                   address_of(0, "b", "mail.example.org", "198.51.100.7"),
                   address_of(0, "c", "mail.example.org", "203.0.113.99"),
                   address_of(0, "e", "backup.example.org", "203.0.113.5")});
  std::map<std::string, std::string> by_resolver;
  for (const auto& each : to.all) {
    REQUIRE(each.way.resolvers.size() == 1);
    by_resolver[each.way.resolvers.front()] = each.why_not.empty() ? each.way.destination() : each.why_not;
  }
  CHECK(by_resolver == std::map<std::string, std::string>{
                           {"a", "mail.example.org. 192.0.2.10:25"},
                           {"b", "mail.example.org. 198.51.100.7:25"},
                           {"c", "the plan does not name the address 203.0.113.99 of mail.example.org."},
                           {"d", "what addresses mail.example.org. has there is not known lately"},
                           {"e", "backup.example.org. 203.0.113.5:25"}});
}

TEST_CASE("more destinations than are sent to are counted") {
  auto plan = moving();
  for (const auto& address : {"192.0.2.11", "192.0.2.12", "192.0.2.13", "192.0.2.14"})
    plan.records.push_back(watched_a(fmt::format("m{}.example.org", address), {address}));
  std::vector<Observation> story{resolver_says(0, "z", answer(kOldMx, 300))};
  for (const auto& address : {"192.0.2.11", "192.0.2.12", "192.0.2.13", "192.0.2.14"}) {
    const auto host = fmt::format("m{}.example.org", address);
    story.push_back(resolver_says(0, address, answer(mx({"10 " + host}), 300)));
    story.push_back(address_of(0, address, host, address));
  }
  const auto to = found(plan, story);
  CHECK(to.reachable().size() == kMostDestinations);
  CHECK(to.left_out == 1);
}

/// What a sender makes of one answer, reckoned otherwise: by preference, up to the first host that is
/// unknown.
namespace {

struct Rr {
  int preference;
  std::string host;
};

std::string model(std::vector<Rr> rrs) {
  const std::map<std::string, std::string> known{{"mail.example.org.", kOld}, {"in.proxy.example.", kNew}};
  std::ranges::sort(rrs, {}, [](const Rr& each) { return std::pair(each.preference, each.host); });
  std::string out;
  int last = -1;
  int cut = 1 << 20;
  for (const auto& rr : rrs) {
    if (rr.preference > cut) break;
    const auto place = known.find(rr.host);
    if (place == known.end()) {
      cut = rr.preference;
      continue;
    }
    if (!out.empty()) out += rr.preference == last ? " or " : ", then ";
    out += place->second;
    last = rr.preference;
  }
  return out;
}

}  // namespace

TEST_CASE("each resolver's answer is covered by exactly one destination, and its order is kept") {
  Cases cases(0x0d15);
  const std::vector<std::string> hosts{"mail.example.org.", "in.proxy.example.", "evil.example."};
  for (int round = 0; round < 400; ++round) {
    CAPTURE(round);
    std::vector<Observation> story;
    std::map<std::string, std::string> expected;
    for (std::int64_t i = 0; i < cases.between(1, 4); ++i) {
      std::vector<Rr> rrs;
      std::vector<std::string> data;
      for (const auto& host : hosts) {
        if (!cases.chance(60)) continue;
        rrs.push_back({static_cast<int>(cases.between(0, 3)) * 5, host});
        data.push_back(fmt::format("{} {}", rrs.back().preference, host));
      }
      if (data.empty()) continue;
      const auto id = fmt::format("r{}", i);
      story.push_back(resolver_says(0, id, answer(mx(data), cases.between(60, 300))));
      expected[id] = model(rrs);
    }
    const auto to = found(moving(), story);
    std::map<std::string, std::string> covered;
    std::set<std::string> destinations;
    for (const auto& each : to.all) {
      CHECK(each.why_not.empty() == !each.servers.empty());
      CHECK(each.servers.size() == each.way.exchanges.size());
      CHECK(destinations.insert(each.way.destination() + each.why_not).second);
      for (const auto& id : each.way.resolvers) CHECK(covered.emplace(id, each.way.destination()).second);
    }
    CHECK(covered == expected);
  }
}
