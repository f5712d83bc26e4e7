#include "agent/config/config.hpp"
#include "agent/init/client_names.hpp"
#include "agent/init/config_text.hpp"
#include "agent/init/findings.hpp"
#include "core/dns/txt_data.hpp"
#include "tests/agent/init/dns_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

using namespace cutwatch;
using namespace cutwatch::init;
using namespace cutwatch::init::test;
using dns::AnswerKind;
using dns::RrType;

namespace {

/// Answers as nobody should give them, in the form that the decoder gives them.
class Hostile {
 public:
  explicit Hostile(std::uint32_t seed) : random_(seed) {}

  Wishes wishes() {
    Wishes out{.domain = name("example.org"), .kind = {}, .planned_at = {}};
    for (std::size_t i = below(3); i > 0; --i) out.new_hosts.push_back(host());
    for (std::size_t i = below(3); i > 0; --i) out.new_addresses.push_back(address());
    if (below(2) == 0) out.kind = static_cast<cutover::Kind>(below(3));
    if (below(3) == 0) out.planned_at = cutwatch::test::at(static_cast<double>(below(1'000'000)));
    if (below(3) == 0)
      out.resolvers = {{.id = "a", .endpoint = {IpAddress::v4({192, 0, 2, 53}), 53}, .operator_id = "a"}};
    return out;
  }

  Found found(const Wishes& wishes) {
    Found out{.at = cutwatch::test::at(0), .zone = zone(), .answers = {}};
    std::vector<dns::Name> names{wishes.domain, dmarc_name(wishes.domain), unused_name(wishes.domain)};
    for (const auto& each : pool_) names.push_back(each);
    for (const auto& each : client_hosts(wishes.domain)) names.push_back(each);
    for (const auto& each : wishes.new_hosts) names.push_back(each);
    for (const auto& each : client_services(wishes.domain)) names.push_back(each.name);
    for (std::uint8_t last = 0; last < 8; ++last)
      names.push_back(dns::reverse_name(IpAddress::v4({192, 0, 2, last})));
    for (const auto& each : names) {
      for (const auto type : {RrType::mx, RrType::a, RrType::aaaa, RrType::txt, RrType::cname, RrType::srv,
                              RrType::ptr, RrType::ds}) {
        if (below(12) != 0) out.answers.insert_or_assign({each, type}, answer(type));
      }
    }
    return out;
  }

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }

  std::string octets(std::size_t most) {
    static constexpr std::string_view kFavourites = "\"'\\\n\r\t#=[]{},. \x00\x7f\x1b\xff";
    std::string out;
    for (std::size_t i = 1 + below(most); i > 0; --i)
      out += below(2) == 0 ? kFavourites[below(kFavourites.size())] : static_cast<char>(below(256));
    return out;
  }

  dns::Name strange_name() {
    std::vector<std::string> labels;
    for (std::size_t i = 1 + below(3); i > 0; --i) labels.push_back(octets(below(8) == 0 ? 63 : 8));
    return dns::Name::from_labels(labels).value_or(name("a.example"));
  }

  /// Few, so that names meet each other.
  dns::Name host() {
    if (below(6) == 0) return strange_name();
    if (below(6) == 0) pool_.push_back(strange_name());
    return pool_[below(pool_.size())];
  }

  IpAddress address() {
    const auto last = static_cast<std::uint8_t>(below(8));
    return below(4) == 0 ? IpAddress::v6({0x20, 1, 0xd, 0xb8, last}) : IpAddress::v4({192, 0, 2, last});
  }

  std::string data(RrType type) {
    switch (type) {
      case RrType::a: return IpAddress::v4({192, 0, 2, static_cast<std::uint8_t>(below(8))}).text();
      case RrType::aaaa:
        return IpAddress::v6({0x20, 1, 0xd, 0xb8, static_cast<std::uint8_t>(below(8))}).text();
      case RrType::mx:
        return std::to_string(below(3) == 0 ? below(65536) : below(30)) + " " +
               (below(20) == 0 ? "." : host().text());
      case RrType::srv: return "0 1 " + std::to_string(below(65536)) + " " + host().text();
      case RrType::txt:
        return dns::canonical_txt((below(2) == 0 ? "v=spf1 " : "v=DMARC1; p=reject") +
                                  octets(below(5000) == 0 ? 60'000 : 40))
            .value();
      case RrType::ds: return "1 13 2 00";
      case RrType::soa:
      case RrType::ns:
      case RrType::cname:
      case RrType::ptr: return host().text();
    }
    std::unreachable();
  }

  Result<dns::Answer> answer(RrType type) {
    if (below(10) == 0) return fail(FailureKind::timeout, octets(30));
    dns::Answer out{.kind = static_cast<AnswerKind>(below(10) == 0 ? below(7) : 0), .rrset = {}, .nsid = {}};
    out.is_authoritative = below(4) != 0;
    out.is_alias = below(8) == 0;
    out.ttl = Seconds{below(4) == 0 ? 0x7fffffffL : static_cast<long>(below(200'000))};
    if (out.kind != AnswerKind::records) return out;
    std::vector<std::string> all;
    for (std::size_t i = below(10) == 0 ? dns::kMaxRrSet : 1 + below(3); i > 0; --i)
      all.push_back(data(type));
    out.is_cut = all.size() == dns::kMaxRrSet && below(2) == 0;
    out.rrset = dns::RrSet::of_canonical(std::move(all));
    return out;
  }

  Result<ZoneFound> zone() {
    if (below(5) == 0) return fail(FailureKind::protocol, octets(30));
    ZoneFound out{.name = below(2) == 0 ? name("example.org") : strange_name(), .servers = {}, .lost = {}};
    for (std::size_t i = below(5); i > 0; --i) {
      ServerFound server{{host().text(), {address(), 53}}, {}};
      if (below(2) == 0) server.failure = Failure{FailureKind::refused, octets(20)};
      out.servers.push_back(server);
    }
    if (below(3) == 0) out.lost.push_back(strange_name().text());
    return out;
  }

  std::mt19937 random_;
  std::vector<dns::Name> pool_{name("mail.example.org"), name("in.proxy.example"), name("example.org"),
                               name("imap.example.org")};
};

const config::Surroundings kHost{
    .system_resolvers = {parse_endpoint("192.0.2.61", 53).value(), parse_endpoint("192.0.2.62", 53).value(),
                         parse_endpoint("192.0.2.63", 53).value()},
    .read_secret = [](const std::string&) -> config::SecretText { return std::unexpected("none"); }};

bool is_line(const std::string& text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7f; });
}

}  // namespace

TEST_CASE("whatever the DNS says, what is written passes the check, or the refusal is a sentence") {
  std::size_t written = 0;
  for (std::uint32_t seed = 0; seed < 800; ++seed) {
    CAPTURE(seed);
    Hostile dns(seed);
    const auto wished = dns.wishes();
    const auto found = dns.found(wished);
    const auto text = config_text(found, wished);
    if (!text) {
      CHECK(is_line(text.error().detail));
      continue;
    }
    ++written;
    const auto read = config::read_config(*text, "cutwatch.toml", kHost);
    if (!read) {
      const auto why = to_string(read.error().front());
      FAIL_CHECK(why);
      continue;
    }
    CHECK(text->size() < 200'000);
    REQUIRE(read->cutovers.size() == 1);
    CHECK(read->cutovers[0].domain == wished.domain);
    CHECK(read->cutovers[0].waived.empty());
    CHECK(read->cutovers[0].accepted.empty());
    CHECK(read->cutovers[0].round_trips.empty());
    CHECK(read->listen == std::vector{parse_endpoint("127.0.0.1:9953", 9953).value()});
  }
  CHECK(written > 80);
}
