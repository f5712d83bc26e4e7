#include "agent/init/config_text.hpp"

#include "agent/config/config.hpp"
#include "core/dns/catalogue.hpp"
#include "tests/agent/init/dns_world.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <set>
#include <sstream>

using namespace cutwatch;
using namespace cutwatch::init;
using namespace cutwatch::init::test;
using dns::RrType;

namespace {

struct Golden {
  std::string name;
  std::function<DnsWorld()> world;
  Wishes wishes;
};

DnsWorld with_proxy() {
  return small_world().has_host("in.proxy.example", {"198.51.100.7", "2001:db8:1::7"});
}

DnsWorld with_much() {
  auto world = with_proxy();
  world.has("example.org", RrType::mx, {"10 mail.example.org", "20 backup.example.net"}, Seconds{86400});
  world.has_host("mail.example.org", {"192.0.2.10", "2001:db8::10"});
  world.has_reverse("2001:db8::10", {"static-10.isp.example"});
  world.is_absent("static-10.isp.example", RrType::a).is_absent("static-10.isp.example", RrType::aaaa);
  world.has_host("backup.example.net", {"203.0.113.9"});
  world.fails("backup.example.net", RrType::aaaa);
  world.is_absent(reverse("198.51.100.7"), RrType::ptr).is_absent(reverse("2001:db8:1::7"), RrType::ptr);
  world.has("example.org", RrType::txt, {"v=spf1 ip4:192.0.2.10 -all", "google-site-verification=x"});
  world.has("_dmarc.example.org", RrType::txt, {"v=DMARC1; p=reject; rua=mailto:dmarc@example.org"});
  world.has("imap.example.org", RrType::a, {"192.0.2.10"});
  world.zone().servers[1].failure = Failure{FailureKind::timeout, "no reply"};
  world.zone().lost = {"ns3.example.org."};
  return world;
}

DnsWorld with_clients() {
  auto world = small_world();
  world.has_host("mx.example.net", {"198.51.100.8"});
  world.has("imap.example.org", RrType::a, {"192.0.2.10"}, Seconds{300});
  world.has("smtp.example.org", RrType::a, {"192.0.2.10", "203.0.113.4"});
  world.has("webmail.example.org", RrType::a, {"203.0.113.5"});
  world.has_alias("autoconfig.example.org", "mail.example.org");
  world.has_alias("autodiscover.example.org", "elsewhere.example.net");
  world.has("_submission._tcp.example.org", RrType::srv, {"0 1 587 mail.example.org"});
  world.has("_imaps._tcp.example.org", RrType::srv, {"0 1 993 elsewhere.example.net"});
  return world;
}

DnsWorld without_mx() {
  DnsWorld world;
  world.is_absent("example.org", RrType::mx).has_host("example.org", {"192.0.2.10"});
  return world.has_host("in.proxy.example", {"198.51.100.7"});
}

Wishes of_kind(Wishes wishes, cutover::Kind kind) {
  wishes.kind = kind;
  return wishes;
}

Wishes at_new_address(Wishes wishes, std::string_view address) {
  wishes.new_addresses = {IpAddress::parse(address).value()};
  return wishes;
}

Wishes planned(Wishes wishes) {
  wishes.planned_at = cutwatch::test::at(3600);
  wishes.resolvers = {
      {.id = "a", .endpoint = {IpAddress::v4({192, 0, 2, 53}), 53}, .operator_id = "a"},
      {.id = "b",
       .endpoint = {IpAddress::v4({192, 0, 2, 54}), 853},
       .operator_id = "b",
       .channel = dns::DotChannel{.tls_name = "dns.example.net", .ca_file = "/etc/cutwatch/ca.pem"}},
      {.id = "c",
       .endpoint = {IpAddress::v4({192, 0, 2, 55}), 443},
       .operator_id = "c",
       .channel = dns::DohChannel{.url = "https://dns.example.net/dns-query", .ca_file = ""}}};
  return wishes;
}

const std::vector<Golden>& goldens() {
  using enum cutover::Kind;
  static const std::vector<Golden> kGoldens{
      {"proxy", with_proxy, wishes({"in.proxy.example"})},
      {"proxy_with_cares", with_much, planned(wishes({"in.proxy.example"}))},
      {"proxy_without_mx", without_mx, wishes({"in.proxy.example"})},
      {"proxy_not_there_yet", small_world, at_new_address(wishes({"mx-new.example.org"}), "198.51.100.7")},
      {"proxy_nowhere", small_world, wishes({"mx-new.example.org"})},
      {"proxy_begun",
       [] {
         return with_proxy().has("example.org", RrType::mx, {"5 in.proxy.example", "20 mail.example.org"},
                                 Seconds{60});
       },
       wishes({"in.proxy.example"})},
      {"server", with_clients, of_kind(wishes({"mx.example.net"}), server)},
      {"server_signed_and_from_a_cache",
       [] {
         auto world = small_world();
         world.is_cached("example.org", RrType::mx, {"10 mail.example.org"});
         world.has("example.org", RrType::ds, {"1 13 2 00"});
         return world.has_host("mx.example.net", {"198.51.100.8"});
       },
       of_kind(wishes({"mx.example.net"}), server)},
      {"address", [] { return with_clients().has_host("mail.example.org", {"192.0.2.10", "2001:db8::10"}); },
       address_wishes({"198.51.100.7"})},
      {"address_with_reverse_name",
       [] {
         auto world = small_world();
         world.has("mail.example.org", RrType::a, {"192.0.2.10"}, Seconds{0});
         world.has_reverse("198.51.100.7", {"static-7.isp.example"});
         world.fails(reverse("2001:db8:1::7"), RrType::ptr);
         return world.has("static-7.isp.example", RrType::a, {"198.51.100.7"});
       },
       address_wishes({"198.51.100.7", "2001:db8:1::7"})},
      {"wildcard",
       [] {
         auto world = with_clients();
         for (const auto* host : {"autoconfig", "autodiscover", "imap", "mail", "pop", "smtp", "submission",
                                  "webmail", "cutwatch-no-such-name"})
           world.has(std::string(host) + ".example.org", RrType::a, {"192.0.2.10"});
         return world;
       },
       of_kind(wishes({"mx.example.net"}), server)},
  };
  return kGoldens;
}

std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

const config::Surroundings kHost{
    .system_resolvers = {parse_endpoint("192.0.2.61", 53).value(), parse_endpoint("192.0.2.62", 53).value(),
                         parse_endpoint("192.0.2.63", 53).value()},
    .read_secret = [](const std::string&) -> config::SecretText { return std::unexpected("none"); }};

std::string complaints(const std::string& text, const config::Surroundings& host = kHost) {
  const auto read = config::read_config(text, "cutwatch.toml", host);
  std::string out;
  if (!read) {
    for (const auto& error : read.error()) out += to_string(error) + "\n";
  }
  return out;
}

/// Without the marks before what is to be filled in, as one is told to take it into use.
std::string taken_into_use(const std::string& text) {
  std::string out;
  bool is_to_fill_in = false;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# [[cutover.")) is_to_fill_in = true;
    if (line.empty()) is_to_fill_in = false;
    out += (is_to_fill_in && line.starts_with("# ") ? line.substr(2) : line) + "\n";
  }
  return out;
}

}  // namespace

TEST_CASE("what is written is what stands in the golden file, and passes the check") {
  for (const auto& [name, world, wishes] : goldens()) {
    CAPTURE(name);
    const auto text = config_text(world().found(wishes), wishes);
    REQUIRE_MESSAGE(text, (text ? "" : text.error().detail));
    CHECK(*text == contents(CUTWATCH_INIT_GOLDEN "/" + name + ".toml"));
    CHECK(complaints(*text) == "");
  }
}

TEST_CASE("what is to be filled in passes the check as it stands, once its marks are taken away") {
  auto host = kHost;
  host.read_secret = [](const std::string&) -> config::SecretText { return "secret"; };
  for (const auto& [name, world, wishes] : goldens()) {
    CAPTURE(name);
    const auto text = taken_into_use(config_text(world().found(wishes), wishes).value());
    CHECK(text.contains("\n[[cutover.mailbox]]\n"));
    CHECK(text.contains("\n[[cutover.roundtrip]]\n"));
    CHECK(complaints(text, host) == "");
  }
}

TEST_CASE("a planned time that is past is written down, and is to be looked at") {
  auto wished = wishes({"in.proxy.example"});
  const auto found = with_proxy().found(wished);
  wished.planned_at = found.at - Millis{1};
  CHECK(config_text(found, wished).value().contains("is past: right if"));
  wished.planned_at = found.at + Millis{1};
  CHECK_FALSE(config_text(found, wished).value().contains("is past: right if"));
}

TEST_CASE("every golden file has its case") {
  std::set<std::string> names;
  for (const auto& each : goldens()) names.insert(each.name);
  for (const auto& entry : std::filesystem::directory_iterator(CUTWATCH_INIT_GOLDEN))
    CHECK_MESSAGE(names.contains(entry.path().stem().string()), entry.path().string());
}

TEST_CASE("the commands at the head name the file that is written, as a shell takes it") {
  const auto head = [](const std::string& file) {
    auto wished = wishes({"in.proxy.example"});
    wished.file = file;
    const auto text = config_text(with_proxy().found(wished), wished).value();
    CHECK(complaints(text) == "");
    return text;
  };
  CHECK(head("/etc/cutwatch/org.toml")
            .contains("#   cutwatch config check /etc/cutwatch/org.toml\n"
                      "#   cutwatch run --config.file /etc/cutwatch/org.toml\n"));
  CHECK(head("our plan.toml").contains("#   cutwatch config check 'our plan.toml'\n"));
  CHECK(head("it's; x").contains("#   cutwatch config check 'it'\\''s; x'\n"));
  CHECK(head("a\nb = 1").contains("#   cutwatch config check 'a\\x0ab = 1'\n"));
}

TEST_CASE("how many public resolvers there are is counted, not remembered") {
  auto wished = wishes({"in.proxy.example"});
  wished.resolvers = {{"given-1", parse_endpoint("192.0.2.61", 53).value(), "x"}};
  const auto text = config_text(with_proxy().found(wished), wished).value();
  CHECK(text.contains(std::to_string(dns::built_in_resolvers().size()) + " public ones"));
}
