#include "agent/init/move.hpp"

#include "agent/init/config_text.hpp"
#include "agent/init/mx_stages.hpp"
#include "tests/agent/init/dns_world.hpp"

#include <doctest/doctest.h>

#include <functional>

using namespace cutwatch;
using namespace cutwatch::init;
using namespace cutwatch::init::test;
using cutover::Kind;
using dns::RrType;

namespace {

Wishes of_kind(Kind kind, const std::vector<std::string>& hosts) {
  auto out = wishes(hosts);
  out.kind = kind;
  return out;
}

std::string stages_text(const DnsWorld& world, const Wishes& wishes) {
  const auto found = world.found(wishes);
  const auto move = move_of(found, wishes);
  if (!move) return move.error().detail;
  std::string out;
  for (const auto& stage : mx_stages(found, wishes.domain, *move))
    out += (out.empty() ? "" : " | ") + stage.text();
  return out;
}

}  // namespace

TEST_CASE("the MX goes through the stages of its kind") {
  const auto proxy = wishes({"in.proxy.example"});
  const auto with_mx = [](const std::vector<std::string>& mx) {
    return small_world().has("example.org", RrType::mx, mx);
  };
  CHECK(stages_text(small_world(), proxy) ==
        "10 mail.example.org. | 20 mail.example.org., 5 in.proxy.example. | 5 in.proxy.example.");
  CHECK(stages_text(with_mx({"20 mail.example.org"}), proxy) ==
        "20 mail.example.org. | 20 mail.example.org., 5 in.proxy.example. | 5 in.proxy.example.");
  CHECK(stages_text(with_mx({"10 mail.example.org", "30 backup.example.net"}), proxy) ==
        "10 mail.example.org., 30 backup.example.net. | 20 mail.example.org., 40 backup.example.net., 5 "
        "in.proxy.example. | 5 in.proxy.example.");
  CHECK(stages_text(with_mx({"0 mail.example.org", "65535 last.example.net"}), proxy) ==
        "0 mail.example.org., 65535 last.example.net. | 20 mail.example.org., 5 in.proxy.example., 65535 "
        "last.example.net. | 5 in.proxy.example.");
  CHECK(stages_text(with_mx({"5 in.proxy.example", "20 mail.example.org"}), proxy) ==
        "20 mail.example.org., 5 in.proxy.example. | 5 in.proxy.example.");
  CHECK(stages_text(small_world(), of_kind(Kind::server, {"a.example.net", "b.example.net"})) ==
        "10 mail.example.org. | 10 a.example.net., 10 b.example.net.");
  CHECK(stages_text(small_world(), address_wishes({"198.51.100.7"})) == "10 mail.example.org.");
}

TEST_CASE("the kind is what the new host speaks for, unless it is said") {
  const auto kind_for = [](const Wishes& wishes) {
    return move_of(small_world().found(wishes), wishes).value().kind;
  };
  CHECK(kind_for(wishes({"in.proxy.example"})) == Kind::proxy);
  CHECK(kind_for(of_kind(Kind::server, {"in.proxy.example"})) == Kind::server);
  CHECK(kind_for(address_wishes({"198.51.100.7"})) == Kind::address);
  auto without_host = address_wishes({"198.51.100.7"});
  without_host.new_hosts.clear();
  CHECK(kind_for(without_host) == Kind::address);
}

TEST_CASE("what cannot be planned is refused with the reason") {
  struct Row {
    std::string what;
    std::function<DnsWorld()> world;
    Wishes wishes;
    FailureKind kind;
    std::string why;
  };
  const auto proxy = wishes({"in.proxy.example"});
  const auto with_mx = [](const std::vector<std::string>& mx) {
    return [mx] { return small_world().has("example.org", RrType::mx, mx); };
  };
  std::vector<std::string> hosts;
  for (int i = 0; i < 9; ++i) hosts.push_back("h" + std::to_string(i) + ".example.net");
  const Row rows[] = {
      {"null MX", with_mx({"0 ."}), proxy, FailureKind::protocol, "takes no mail (null MX"},
      {"no domain", [] { return DnsWorld().does_not_exist("example.org"); }, proxy, FailureKind::protocol,
       "does not exist (NXDOMAIN)"},
      {"no MX, no address", [] { return DnsWorld().is_absent("example.org", RrType::mx); }, proxy,
       FailureKind::protocol, "neither MX nor address"},
      {"unread", [] { return DnsWorld().fails("example.org", RrType::mx, "nobody\n there"); }, proxy,
       FailureKind::timeout, "cannot be read: timeout: nobody\\x0a there"},
      {"moved already", with_mx({"5 in.proxy.example"}), of_kind(Kind::proxy, {"in.proxy.example"}),
       FailureKind::protocol, "already, and nowhere else"},
      {"no new host", small_world, wishes({}), FailureKind::malformed, "--new HOST"},
      {"no new address", small_world, wishes({"mail.example.org"}), FailureKind::malformed, "--new-address"},
      {"the same address", small_world, address_wishes({"192.0.2.10"}), FailureKind::malformed, "already"},
      {"another host", small_world, of_kind(Kind::address, {"in.proxy.example"}), FailureKind::malformed,
       "one of mail.example.org."},
      {"no host name", small_world, wishes({"a\\.b.example"}), FailureKind::malformed, "no host name"},
      {"an address as a host", small_world, wishes({"192.0.2.1"}), FailureKind::malformed, "no host name"},
      {"too many", small_world, wishes(hosts), FailureKind::malformed, "more than 8"},
      {"an alias that moves", [] { return small_world().has_alias("mail.example.org", "host.example.net"); },
       address_wishes({"198.51.100.7"}), FailureKind::protocol, "is an alias"},
      {"an address that the new host has not",
       [] { return small_world().has("in.proxy.example", RrType::a, {"198.51.100.7"}); },
       [] {
         auto wished = wishes({"in.proxy.example"});
         wished.new_addresses = {IpAddress::v4({198, 51, 100, 8})};
         return wished;
       }(),
       FailureKind::malformed, "--new-address is not what the A of in.proxy.example. says (198.51.100.7)"},
      {"the old server by another name",
       [] { return small_world().has("in.proxy.example", RrType::a, {"192.0.2.10"}); }, proxy,
       FailureKind::protocol,
       "192.0.2.10 is the address of mail.example.org. and of the new server: nothing to move"},
      {"unread address", [] { return small_world().fails("mail.example.org", RrType::aaaa); },
       address_wishes({"198.51.100.7"}), FailureKind::timeout, "the AAAA of mail.example.org."},
  };
  for (const auto& [what, world, wished, kind, why] : rows) {
    CAPTURE(what);
    const auto text = config_text(world().found(wished), wished);
    REQUIRE_FALSE(text);
    CHECK(text.error().kind == kind);
    CHECK_MESSAGE(text.error().detail.contains(why), text.error().detail);
  }
}
