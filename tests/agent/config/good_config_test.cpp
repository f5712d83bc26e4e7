#include "core/cutover/plan/change_steps.hpp"
#include "tests/agent/config/fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace cutwatch;
using namespace cutwatch::config;
using namespace cutwatch::config::test;

namespace {

Config good(std::string_view name) {
  auto config = read(contents(test_file("good/" + std::string(name))));
  REQUIRE(config);
  return *std::move(config);
}

std::vector<std::string> resolver_ids(const Config& config) {
  std::vector<std::string> ids;
  for (const auto& resolver : config.resolvers) ids.push_back(resolver.id);
  return ids;
}

/// The smallest plan, with these keys in its cutover.
std::string with_resolvers(std::string_view resolvers) {
  return std::string(resolvers) + "\n" + contents(test_file("good/minimal.toml"));
}

}  // namespace

TEST_CASE("what a minimal file leaves out has the defaults of the documentation") {
  const auto config = good("minimal.toml");
  REQUIRE(config.listen.size() == 1);
  CHECK(to_string(config.listen[0]) == "127.0.0.1:9953");
  CHECK(config.sources.empty());
  CHECK(config.state_path == "cutwatch.db");
  CHECK(config.state_retention == std::chrono::days{7});
  CHECK_FALSE(config.is_volatile_mail);
  CHECK(config.not_yet.empty());
  const auto& plan = config.cutovers.at(0);
  CHECK(plan.kind == cutover::Kind::address);
  CHECK(plan.timing == cutover::Timing{});
  CHECK_FALSE(plan.planned_at);
  CHECK_FALSE(plan.ttl.original);
  CHECK(plan.records.at(0).question.name == plan.domain);
  CHECK(plan.records[0].interval == Seconds{60});
  const auto ids = resolver_ids(config);
  CHECK(ids.front() == "google");
  CHECK(ids.back() == "system-1");
  CHECK(ids.size() == 20);
}

TEST_CASE("the design's example becomes the plan that it describes") {
  const auto config = good("design.toml");
  CHECK(resolver_ids(config).front() == "isp-fra");
  CHECK(config.resolvers.front().operator_id == "isp");
  const auto& plan = config.cutovers.at(0);
  CHECK(plan.label() == "example.org");
  CHECK(plan.planned_at ==
        WallTime(std::chrono::sys_days{std::chrono::year{2026} / 12 / 1} + std::chrono::hours{20}));
  CHECK(plan.ttl.original == Seconds{86400});
  CHECK(plan.waived == std::vector<cutover::Waiver>{{"old_server_quiet", "no access to its log"}});
  CHECK(plan.accepted ==
        std::vector<cutover::Acceptance>{{"ns3.example.net", "dead, leaves the delegation"}});
  REQUIRE(plan.records.size() == 2);
  REQUIRE(plan.records[0].stages.size() == 3);
  CHECK(plan.records[0].stages[1].text() == "20 mail.example.org., 5 in.proxy.example.");
  CHECK(plan.records[1].question.name.text() == "mail.example.org.");
  const auto* old_server = plan.server(cutover::ServerRole::old_server);
  REQUIRE(old_server != nullptr);
  CHECK(to_string(old_server->addresses.at(0).endpoint) == "192.0.2.10:25");
  CHECK(old_server->addresses[0].tls == mail::TlsMode::starttls);
  CHECK_FALSE(old_server->addresses[0].is_certificate_required);
  const auto* new_server = plan.server(cutover::ServerRole::new_server);
  REQUIRE(new_server != nullptr);
  CHECK(new_server->addresses.at(0).tls == mail::TlsMode::when_offered);
  CHECK(new_server->sends_from == std::vector<cutover::Network>{{IpAddress::v4({198, 51, 100, 0}), 28}});
}

TEST_CASE("the design's round trip and mailbox") {
  const auto config = good("design.toml");
  const auto& plan = config.cutovers.at(0);
  const auto& mailbox = plan.mailboxes.at(0);
  CHECK(mailbox.server.host == "mail.example.org");
  CHECK(to_string(mailbox.server.endpoint) == "192.0.2.10:993");
  CHECK(mailbox.server.tls == mail::TlsMode::implicit);
  CHECK(mailbox.server.is_certificate_required);
  CHECK(mailbox.server.credentials->user == "probe@example.org");
  CHECK(mailbox.folders == std::vector<std::string>{"INBOX", "Junk"});
  const auto& trip = plan.round_trips.at(0);
  CHECK(trip.paths == std::vector{cutover::Path::old_path, cutover::Path::new_path, cutover::Path::dns});
  CHECK(trip.ehlo == "agent.example.net");
  CHECK(trip.bounces == "inbox");
  CHECK_FALSE(trip.has_verp);
  CHECK(trip.interval == Seconds{60});
  CHECK(trip.late_after == Seconds{120});
  CHECK(trip.lost_after == Seconds{900});
}

TEST_CASE("every record knows what its bounds rest on") {
  const auto config = good("design.toml");
  for (const auto& record : config.cutovers.at(0).records) {
    CHECK(record.bounds.past == dns::UnseenPast{.original_ttl = Seconds{86400}, .lowered_at = std::nullopt});
    CHECK(record.bounds.margin == Seconds{5});
    CHECK(record.bounds.accepted == std::vector<std::string>{"ns3.example.net."});
    CHECK(record.bounds.old_host.name == "mail.example.org.");
    CHECK(record.bounds.old_host.addresses == std::vector{IpAddress::v4({192, 0, 2, 10})});
  }
  CHECK(good("ipv6.toml").cutovers.at(0).records.at(0).bounds.accepted ==
        std::vector<std::string>{"2001:db8::53", "192.0.2.53"});
  const auto every_key = good("every_key.toml").cutovers.at(0).records.at(0).bounds;
  CHECK(every_key.margin == Millis{250});
  CHECK(every_key.past.lowered_at);
}

TEST_CASE("ttl_lowered_at is about the records that the switch changes") {
  const auto config = test::read(R"(
[[cutover]]
domain = "example.org"
kind = "server"
original_ttl = "1d"
ttl_lowered_at = 2026-11-28T09:00:00Z
[[cutover.record]]
rrtype = "MX"
stages = [["10 mail.example.org."], ["10 new.example.org."]]
[[cutover.record]]
name = "mail.example.org"
rrtype = "A"
stages = [["192.0.2.10"], []]
[[cutover.server]]
role = "old"
host = "mail.example.org"
addresses = ["192.0.2.10"]
)");
  REQUIRE(config);
  const auto& records = config->cutovers.at(0).records;
  CHECK(records.at(0).bounds.past.lowered_at == WallTime{std::chrono::milliseconds{1'795'856'400'000}});
  CHECK_FALSE(records.at(1).bounds.past.lowered_at);
  CHECK(records.at(1).bounds.past.original_ttl == Seconds{86400});
}

TEST_CASE("PTR records belong to the steps in which reverse names change") {
  const auto config = good("reverse_names.toml");
  const auto& plan = config.cutovers.at(0);
  REQUIRE(plan.records.size() == 4);
  CHECK(plan.records[1].stages.back().data() == std::vector<std::string>{"mail.example.org."});
  CHECK(cutover::step_of_change(plan, plan.records[0], 0) == cutover::Step::switch_over);
  CHECK(cutover::step_of_change(plan, plan.records[1], 0) == cutover::Step::lower_ttl);
  CHECK(cutover::step_of_change(plan, plan.records[2], 0) == cutover::Step::retire_old);
}

TEST_CASE("every key ends up where it belongs") {
  const auto config = good("every_key.toml");
  const auto& plan = config.cutovers.at(0);
  CHECK(config.state_path == "/var/lib/cutwatch/cutwatch.db");
  CHECK(config.state_retention == std::chrono::days{10});
  CHECK(plan.timing == cutover::Timing{.verify_for = Seconds{40},
                                       .verify_after = Seconds{10},
                                       .bypass_grace = Seconds{15},
                                       .stray_memory = Seconds{24},
                                       .bypass_per_hour = 3,
                                       .bound_margin = Millis{250},
                                       .evidence_age = 4,
                                       .greylist_retry = Seconds{5},
                                       .old_quiet_for = Seconds{48},
                                       .quiet_at_most = Seconds{6},
                                       .change_overdue = Seconds{1},
                                       .low_ttl = Seconds{4}});
  CHECK(plan.records.at(0).quiet.planned_at == plan.planned_at);
  CHECK(plan.records[0].quiet.at_most == Seconds{6});
  CHECK(plan.records[0].quiet.overdue == Seconds{1});
  // 21:30:00.250 one hour east of Greenwich.
  CHECK(plan.planned_at ==
        WallTime(std::chrono::sys_days{std::chrono::year{2026} / 12 / 1} + Millis{73'800'250}));
  CHECK(plan.ttl.lowered_at);
  const WallTime evening{std::chrono::sys_days{std::chrono::year{2026} / 12 / 1} + std::chrono::hours{20}};
  CHECK(plan.maintenance ==
        std::vector<cutover::Maintenance>{{evening, evening + std::chrono::hours{1}, "the rack moves"}});
  CHECK(plan.name_servers ==
        std::vector<dns::NameServer>{{"ns1.example.org.", Endpoint{IpAddress::v4({192, 0, 2, 53}), 53}}});
  CHECK(plan.records.at(0).interval == Seconds{30});
  const auto isp = std::ranges::find(config.resolvers, "isp", &dns::Resolver::operator_id);
  REQUIRE(isp != config.resolvers.end());
  CHECK(isp->weight == 3);
  CHECK(std::ranges::count(config.resolvers, 1.0, &dns::Resolver::weight) ==
        std::ssize(config.resolvers) - 1);
  const auto& old_server = plan.servers.at(0);
  CHECK(old_server.addresses.at(0).ca_file == "/etc/cutwatch/ca.pem");
  CHECK(old_server.addresses[0].source == IpAddress::v4({192, 0, 2, 7}));
  CHECK(old_server.sends_from.at(0).prefix_length == 32);
  CHECK(plan.servers.at(1).addresses.size() == 2);
  CHECK_FALSE(plan.servers[1].addresses[1].source);  // no IPv6 source is configured
  CHECK(to_string(plan.mailboxes.at(0).server.endpoint) == "192.0.2.20:993");
  CHECK(plan.mailboxes[0].relays == std::vector<cutover::Network>{{IpAddress::v4({10, 0, 0, 0}), 8}});
  CHECK(plan.round_trips.at(0).interval == std::chrono::minutes{10});
  const auto& login = plan.server(cutover::ServerRole::new_server)->addresses.at(0).credentials;
  REQUIRE(login.has_value());
  CHECK(login->user == "probe@example.org");
  CHECK_FALSE(login->password.empty());
  CHECK_FALSE(plan.server(cutover::ServerRole::old_server)->addresses.at(0).credentials.has_value());
}

TEST_CASE("dot and doh resolvers are asked over dot and doh") {
  const auto config = good("every_key.toml");
  const auto find = [&](std::string_view id) {
    return *std::ranges::find(config.resolvers, id, &dns::Resolver::id);
  };
  CHECK(find("isp-fra").channel == dns::Channel(dns::PlainChannel{}));
  const auto dot = find("isp-dot");
  CHECK(to_string(dot.endpoint) == "192.0.2.54:853");
  CHECK(dot.channel == dns::Channel(dns::DotChannel{"dns.example.net", "/etc/cutwatch/ca.pem"}));
  const auto doh = find("isp-doh");
  CHECK(to_string(doh.endpoint) == "192.0.2.55:8443");
  CHECK(doh.channel == dns::Channel(dns::DohChannel{"https://dns.example.net:8443/dns-query", ""}));
  for (const auto& key : config.not_yet) CHECK_FALSE(key.key.starts_with("resolvers"));
}

TEST_CASE("without a name the certificate must prove the address") {
  const auto config = good("ipv6.toml");
  const auto dot = *std::ranges::find(config.resolvers, "isp", &dns::Resolver::id);
  CHECK(dot.channel == dns::Channel(dns::DotChannel{dot.endpoint.address.text(), ""}));
}

TEST_CASE("who runs an extra resolver is what the configuration says, what its address says, or assumed") {
  const auto config = good("operators.toml");
  struct Row {
    std::string_view id;
    std::string_view operator_id;
    bool is_assumed;
  };
  const Row rows[] = {{"a", "isp", false}, {"b", "b", true}, {"c", "google", false}, {"d", "d", false}};
  for (const auto& row : rows) {
    const auto resolver = *std::ranges::find(config.resolvers, row.id, &dns::Resolver::id);
    CHECK(resolver.operator_id == row.operator_id);
    CHECK(resolver.is_operator_assumed == row.is_assumed);
  }
}

TEST_CASE("IPv6 stands wherever IPv4 stands") {
  const auto config = good("ipv6.toml");
  CHECK(to_string(config.listen.at(0)) == "[2001:db8::1]:9953");
  CHECK(resolver_ids(config) == std::vector<std::string>{"isp", "google", "cloudflare"});
  for (const auto& resolver : config.resolvers) CHECK_FALSE(resolver.endpoint.address.is_v4());
  const auto& server = config.cutovers.at(0).servers.at(0);
  CHECK(to_string(server.addresses.at(0).endpoint) == "[2001:db8:1::7]:465");
  CHECK(server.addresses[0].source == config.sources.at(0));
  CHECK(server.addresses.at(1).source == config.sources.at(1));
  CHECK(server.addresses[0].is_certificate_required);
  CHECK(config.cutovers[0].records.at(0).stages.at(1).text() == "2001:db8::20");
}

TEST_CASE("on loopback a rehearsal may go fast and in clear") {
  const auto config = good("loopback.toml");
  CHECK(config.is_volatile_mail);
  const auto& plan = config.cutovers.at(0);
  CHECK(plan.records.at(0).interval == Seconds{1});
  CHECK(plan.records[0].stages.at(0).is_absent());
  CHECK(plan.name_servers.size() == 2);
  CHECK(plan.timing.verify_for == Seconds{3});
  CHECK(plan.mailboxes.at(0).server.tls == mail::TlsMode::none);
  CHECK(plan.mailboxes[0].folders == std::vector<std::string>{"INBOX"});
  CHECK(plan.round_trips.at(0).interval == Seconds{1});
}

TEST_CASE("a maildir needs no server") {
  const auto config = good("mailboxes.toml");
  const auto* mailbox = config.cutovers.at(0).mailbox("spool");
  REQUIRE(mailbox != nullptr);
  CHECK(mailbox->is_maildir());
  CHECK(mailbox->maildir == "/var/mail/probe/Maildir");
  CHECK(mailbox->folders == std::vector<std::string>{"INBOX", "Junk", "Archive/2026"});
  CHECK(mailbox->relays.size() == 1);
  CHECK_FALSE(mailbox->server.credentials);
  CHECK_FALSE(config.cutovers[0].mailbox("near")->is_maildir());
}

TEST_CASE("a mailbox is reached where it is said to be, over TLS outside loopback") {
  const auto config = good("mailboxes.toml");
  struct Row {
    const char* id;
    std::string_view host;
    std::string_view endpoint;
    mail::TlsMode tls;
    bool is_certificate_required;
  };
  const Row rows[] = {
      {"said", "imap.example.net", "192.0.2.20:993", mail::TlsMode::implicit, true},
      {"literal", "2001:db8::20", "[2001:db8::20]:9993", mail::TlsMode::implicit, false},
      {"upgraded", "192.0.2.20", "192.0.2.20:143", mail::TlsMode::starttls, true},
      {"near", "::1", "[::1]:143", mail::TlsMode::starttls, true},
  };
  for (const auto& row : rows) {
    CAPTURE(std::string(row.id));
    const auto* mailbox = config.cutovers.at(0).mailbox(row.id);
    REQUIRE(mailbox != nullptr);
    CHECK(mailbox->server.host == row.host);
    CHECK(to_string(mailbox->server.endpoint) == row.endpoint);
    CHECK(mailbox->server.tls == row.tls);
    CHECK(mailbox->server.is_certificate_required == row.is_certificate_required);
  }
}

TEST_CASE("an address is asked once: the operator's own entry keeps it, then the built-in one") {
  auto host = surroundings();
  host.system_resolvers = {parse_endpoint("8.8.8.8", 53).value(), parse_endpoint("192.0.2.1", 53).value()};
  const auto text = with_resolvers(
      "[resolvers]\nuse = [\"system\", \"google\", \"cloudflare\", \"mine\"]\n"
      "extra = [{ id = \"mine\", address = \"1.1.1.1\", operator = \"cloudflare\" }]");
  const auto config = read_config(text, "t.toml", host);
  REQUIRE(config);
  CHECK(resolver_ids(*config) == std::vector<std::string>{"mine", "google", "system-2"});
}

TEST_CASE("a host without resolvers of its own leaves the built-in ones, or a complaint") {
  Surroundings bare = surroundings();
  bare.system_resolvers.clear();
  CHECK(read_config(with_resolvers(""), "t.toml", bare)->resolvers.size() == 19);
  const auto none = read_config(with_resolvers("[resolvers]\nuse = [\"system\"]"), "t.toml", bare);
  REQUIRE_FALSE(none);
  CHECK(to_string(none.error().at(0)) ==
        "t.toml:2:7: resolvers.use: leaves no resolver to ask; \"builtin\" has some");
}

TEST_CASE("no address to listen on is a choice") {
  const auto config = read(with_resolvers("[web]\nlisten = []"));
  REQUIRE(config);
  CHECK(config->listen.empty());
}

TEST_CASE("calibration: the two wildcards are the plan's, and without the table there are none") {
  const auto plan = good("every_key.toml").cutovers.at(0);
  REQUIRE(plan.calibration);
  CHECK(plan.calibration->long_lived.text() == "cal.example.org.");
  CHECK(plan.calibration->short_lived.text() == "cal0.example.org.");
  CHECK_FALSE(good("minimal.toml").cutovers.at(0).calibration);
}

TEST_CASE("a host that moves keeps its name: an MX of kind address may change and name it still") {
  const auto config = read(R"(
[[cutover]]
domain = "example.org"
kind = "address"
[[cutover.record]]
rrtype = "MX"
stages = [["10 mail.example.org.", "20 backup.example.org."], ["10 mail.example.org."]]
[[cutover.record]]
name = "mail.example.org"
rrtype = "A"
stages = [["192.0.2.10"], ["198.51.100.7"]]
[[cutover.server]]
role = "old"
host = "mail.example.org"
addresses = ["192.0.2.10"]
)");
  REQUIRE(config);
  const auto& plan = config->cutovers.at(0);
  for (const auto& record : plan.records) {
    const auto leads = [&](const dns::RrSet& stage) {
      return cutover::names(record.bounds.old_host, record.question, stage);
    };
    const bool is_host = record.question.type == dns::RrType::a;
    CHECK(leads(record.stages.front()) == is_host);
    CHECK_FALSE(leads(record.stages.back()));
  }
}

TEST_CASE("addresses that are written as IPv4-mapped ones are IPv4 addresses from here on") {
  const auto config = read(R"(
[[cutover]]
domain = "example.org"
kind = "server"
[[cutover.record]]
rrtype = "MX"
stages = [["10 mail.example.org."], ["10 new.example.org."]]
[[cutover.server]]
role = "old"
host = "mail.example.org"
addresses = ["::ffff:192.0.2.10"]
[[cutover.name_servers]]
name = "ns1.example.org"
address = "::ffff:192.0.2.53"
)");
  REQUIRE(config);
  const auto& plan = config->cutovers.at(0);
  const auto& server = *plan.server(cutover::ServerRole::old_server);
  CHECK(server.addresses.at(0).endpoint.address.text() == "192.0.2.10");
  CHECK(plan.records.at(0).bounds.old_host.addresses == std::vector{IpAddress::v4({192, 0, 2, 10})});
  CHECK(plan.name_servers.at(0).endpoint.address.text() == "192.0.2.53");
}
