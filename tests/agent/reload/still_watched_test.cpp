#include "agent/reload/still_watched.hpp"

#include "tests/support/observations.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

cutover::Mailbox mailbox(const std::string& user) {
  return {.id = "inbox",
          .server = {.host = "mail.example.org",
                     .endpoint = endpoint("192.0.2.10:993"),
                     .credentials = mail::Credentials{.user = user, .password = "secret"}},
          .folders = {"INBOX"}};
}

metrics::Watched watched() {
  cutover::Plan plan{.domain = name("example.org")};
  plan.records = {{.question = kMxQuestion, .stages = {kOldMx, kNewMx}}};
  plan.mailboxes = {mailbox("probe@example.org")};
  plan.round_trips = {{.id = "main", .paths = {cutover::Path::old_path, cutover::Path::new_path}}};
  return {.plans = {plan}, .resolvers = {{"one", endpoint("192.0.2.1"), "one"}}};
}

Snapshot known() {
  Snapshot snapshot;
  const auto take = [&](const Observation& seen) { snapshot = fold(std::move(snapshot), seen); };
  take(resolver_says(0, "one", answer(kOldMx, 300)));
  take(recorded(1, "0001", "new"));
  take(recorded(1, "0002", "new"));
  take(attempted(2, "0001", mail::SmtpDisposition::accepted));
  take(mailbox_shows(3, {{"0001"}}));
  take(ProbeSkipped{.domain = kDomain, .probe = "main", .reason = SkipReason::halted});
  return snapshot;
}

}  // namespace

TEST_CASE("mail that is under way and what was counted of it stay") {
  auto now = watched();
  now.plans.front().round_trips.front().interval = Seconds{90};
  const auto after = still_watched(known(), watched(), now);
  const auto& state = *after.domains.at(kDomain);
  CHECK(state.mail->in_flight.contains("0002"));
  CHECK(state.mail->totals.at({"main", "new"}).results.at(mail::MessageResult::delivered) == 1);
  CHECK(state.mail->mailboxes.contains("inbox"));
  CHECK(state.mail->phases.contains("new"));
  CHECK(state.probes.at("main").skipped.at(SkipReason::halted) == 1);
}

TEST_CASE("how far a mailbox was read is forgotten with the account, not with its password") {
  auto now = watched();
  now.plans.front().mailboxes.front().server.credentials->password = "another";
  CHECK(still_watched(known(), watched(), now).domains.at(kDomain)->mail->mailboxes.contains("inbox"));
  now.plans.front().mailboxes = {mailbox("other@example.org")};
  CHECK_FALSE(still_watched(known(), watched(), now).domains.at(kDomain)->mail->mailboxes.contains("inbox"));
}

TEST_CASE("who an address is is forgotten with the server") {
  auto before = watched();
  before.plans.front().servers = {
      {.role = cutover::ServerRole::new_server,
       .addresses = {{.host = "in.proxy.example", .endpoint = endpoint("198.51.100.7")}},
       .sends_from = {}}};
  const auto seen = fold(known(), IdentitySeen{.domain = kDomain,
                                               .path = "new",
                                               .address = ip("198.51.100.7"),
                                               .at = at(1),
                                               .reverse = {},
                                               .greeting = std::nullopt});
  CHECK(still_watched(seen, before, before).domains.at(kDomain)->identities.size() == 1);
  CHECK(still_watched(seen, before, watched()).domains.at(kDomain)->identities.empty());
}

TEST_CASE("what a server said of recipients is forgotten when it is not asked any more, or by another one") {
  auto before = watched();
  before.plans.front().servers = {
      {.role = cutover::ServerRole::new_server,
       .addresses = {{.host = "in.proxy.example", .endpoint = endpoint("198.51.100.7")}},
       .sends_from = {}}};
  before.plans.front().recipients.addresses = {"a@example.org"};
  const auto seen =
      fold(known(), RecipientsAsked{.domain = kDomain,
                                    .path = "new",
                                    .server = endpoint("198.51.100.7"),
                                    .at = at(1),
                                    .replies = {{"a@example.org", mail::SmtpReply{250, "", ""}}}});
  CHECK(still_watched(seen, before, before).domains.at(kDomain)->recipients.size() == 1);
  CHECK(still_watched(seen, before, watched()).domains.at(kDomain)->recipients.empty());
  auto another = before;
  another.plans.front().recipients.from = "other@agent.example.net";
  CHECK(still_watched(seen, before, another).domains.at(kDomain)->recipients.empty());
  auto customer = before;
  customer.plans.front().servers.front().addresses.front().credentials =
      mail::Credentials{.user = "probe", .password = "secret"};
  CHECK(still_watched(seen, before, customer).domains.at(kDomain)->recipients.empty());
  auto longer = before;
  longer.plans.front().recipients.addresses.push_back("b@example.org");
  CHECK(still_watched(seen, before, longer).domains.at(kDomain)->recipients.size() == 1);
}

TEST_CASE("a round trip that is removed leaves no series") {
  auto now = watched();
  now.plans.front().round_trips.clear();
  const auto after = still_watched(known(), watched(), now);
  for (const auto& family : metrics::metrics_of(now, after, {}, at(10))) {
    for (const auto& series : family.series) {
      INFO(family.description->name);
      CHECK(std::ranges::count(series.label_values, "main") == 0);
    }
  }
}

TEST_CASE("a resolver has moved when its address or channel has, not when its weight has") {
  struct Row {
    const char* what;
    dns::Resolver resolver;
    bool has_moved;
  };
  const Row rows[] = {
      {"the same", {"one", endpoint("192.0.2.1"), "one"}, false},
      {"weight and operator", {"one", endpoint("192.0.2.1"), "isp", 2}, false},
      {"address", {"one", endpoint("192.0.2.9"), "one"}, true},
      {"channel",
       {"one", endpoint("192.0.2.1"), "one", 1, dns::DotChannel{.tls_name = "a", .ca_file = ""}},
       true},
      {"id", {"two", endpoint("192.0.2.1"), "one"}, true},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    auto now = watched();
    now.resolvers = {row.resolver};
    CHECK(moved_resolvers(watched(), now).contains("one") == row.has_moved);
  }
}

TEST_CASE("where name servers are configured, what the parent named counts no more, nor what it names yet") {
  const DelegationCompared compared{
      .domain = kDomain,
      .record = kMxQuestion,
      .at = at(0),
      .sides = dns::DelegationSides{.zone = name("example.org"), .parent = {"ns9."}, .child = {kNs1.name}}};
  const auto seen = fold(known(), compared);
  auto now = watched();
  now.plans.front().name_servers = {kNs1};
  CHECK_FALSE(record_of(seen).named.empty());
  CHECK(record_of(still_watched(seen, watched(), now)).named.empty());
  CHECK_FALSE(record_of(still_watched(seen, watched(), now)).sides);
  CHECK(record_of(still_watched(seen, watched(), watched())).named == record_of(seen).named);
  CHECK_FALSE(is_of(compared, now.plans.front()));
  CHECK_FALSE(is_of(delegation(0, std::vector{kNs1, kNs2}), now.plans.front()));
  CHECK(is_of(delegation(0, std::vector{kNs1, kNs2}), watched().plans.front()));
}

TEST_CASE("name servers that were configured have not been found when they are to be found") {
  const auto seen = fold(known(), delegation(0, std::vector{kNs1}));
  auto before = watched();
  before.plans.front().name_servers = {kNs1};
  CHECK_FALSE(record_of(still_watched(seen, before, watched())).delegation_found);
  CHECK(record_of(still_watched(seen, watched(), watched())).delegation_found == at(0));
}
