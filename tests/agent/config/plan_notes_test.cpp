#include "agent/config/plan_notes.hpp"

#include "tests/agent/config/fixture.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <algorithm>
#include <string_view>

using namespace cutwatch;
using namespace cutwatch::config;

namespace {

WallTime hour(int hour) {
  return WallTime(std::chrono::sys_days{std::chrono::year{2026} / 12 / 1} + std::chrono::hours{hour});
}

}  // namespace

TEST_CASE("a planned time that is past is no fault of the file, and is said") {
  const auto config = test::read(R"(
[[cutover]]
domain = "example.org"
kind = "server"
planned_at = 2026-12-01T20:00:00Z
[[cutover.record]]
rrtype = "MX"
stages = [["10 mail.example.org."], ["10 mx.example.net."]]
[[cutover.record]]
name = "mx.example.net"
rrtype = "A"
stages = [["198.51.100.7"]]
[[cutover.maintenance]]
from = 2026-12-01T18:00:00Z
until = 2026-12-01T19:00:00Z
reason = "the rack moves"
)");
  REQUIRE(config);
  CHECK(notes_on(*config, hour(18)).empty());
  CHECK(notes_on(*config, hour(19)) ==
        std::vector<std::string>{"example.org: the maintenance until 2026-12-01T19:00:00.000Z is over"});
  const auto late = notes_on(*config, hour(21));
  REQUIRE(late.size() == 2);
  CHECK(late[0] ==
        "example.org: planned_at 2026-12-01T20:00:00.000Z is past: right if the records have "
        "changed since, otherwise set the new time");
}

TEST_CASE("mail that is off because nothing would be recorded is said") {
  const auto notes = [](std::string_view state) {
    const auto config = test::read(fmt::format("[state]\n{}\n", state) + R"(
[[cutover]]
domain = "example.org"
kind = "server"
[[cutover.record]]
rrtype = "MX"
stages = [["10 mail.example.org."], ["10 mx.example.net."]]
[[cutover.record]]
name = "mx.example.net"
rrtype = "A"
stages = [["198.51.100.7"]]
[[cutover.server]]
role = "new"
host = "mx.example.net"
addresses = ["198.51.100.7"]
[[cutover.mailbox]]
id = "inbox"
url = "imaps://198.51.100.7"
user = "probe"
password_file = "/etc/cutwatch/imap-password"
[[cutover.roundtrip]]
id = "main"
from = "probe@example.com"
to = "probe@example.org"
paths = ["new"]
mailbox = "inbox"
)");
    REQUIRE(config);
    return notes_on(*config, hour(18));
  };
  const auto off = notes("path = \":memory:\"");
  REQUIRE(off.size() == 1);
  CHECK(off[0].starts_with("example.org: no mail is sent, because [state] path is \":memory:\""));
  CHECK(notes("path = \":memory:\"\nvolatile_mail = true").empty());
  CHECK(notes("path = \"cutwatch.db\"").empty());
}

TEST_CASE("a plan that changes nothing is told: there will be no step to take") {
  const auto config = test::read(R"(
[[cutover]]
domain = "example.org"
kind = "proxy"
[[cutover.record]]
rrtype = "MX"
stages = [["10 example.org."]]
[[cutover.record]]
rrtype = "A"
stages = [["192.0.2.10"]]
)");
  REQUIRE(config);
  CHECK(
      notes_on(*config, hour(18)) ==
      std::vector<std::string>{"example.org: no record changes with the switch: give those that do more than "
                               "one stage, or no step will be told"});
}

TEST_CASE("a host that the MX is to lead to, and whose addresses nobody watches, keeps the switch shut") {
  const auto config = test::read(R"(
[[cutover]]
domain = "example.org"
kind = "proxy"
[[cutover.record]]
rrtype = "MX"
stages = [["10 mail.example.org."], ["5 in.proxy.example.", "10 mail.example.org."], ["5 in.proxy.example."]]
[[cutover.record]]
name = "mail.example.org"
rrtype = "AAAA"
stages = [["2001:db8::10"]]
[[cutover]]
domain = "example.net"
kind = "address"
[[cutover.record]]
rrtype = "MX"
stages = [["10 mail.example.net."]]
[[cutover.record]]
name = "imap.example.net"
rrtype = "A"
stages = [["192.0.2.10"], ["198.51.100.7"]]
)");
  REQUIRE(config);
  CHECK(notes_on(*config, hour(18)) ==
        std::vector<std::string>{
            "example.org: the addresses of in.proxy.example. are not watched: without a record for them the "
            "gate mx_valid cannot pass",
            "example.net: the addresses of mail.example.net. are not watched: without a record for them the "
            "gate mx_valid cannot pass"});
}

TEST_CASE("a TTL that is said to be lowered later than it can be is no fault of the file, and is said") {
  const auto config = test::read(R"(
[[cutover]]
domain = "example.org"
kind = "address"
planned_at = 2026-12-01T20:00:00Z
ttl_lowered_at = 2026-12-01T21:00:00Z
[[cutover.record]]
name = "mail.example.org"
rrtype = "A"
stages = [["192.0.2.10"], ["198.51.100.7"]]
)");
  REQUIRE(config);
  CHECK(notes_on(*config, hour(19)) ==
        std::vector<std::string>{"example.org: ttl_lowered_at 2026-12-01T21:00:00.000Z is still to come: it "
                                 "is for a TTL that has been "
                                 "lowered already",
                                 "example.org: ttl_lowered_at 2026-12-01T21:00:00.000Z is after planned_at "
                                 "2026-12-01T20:00:00.000Z: a "
                                 "TTL is lowered before the records change"});
  const auto late = notes_on(*config, hour(22));
  REQUIRE(late.size() == 2);
  CHECK(late[0].contains("is after planned_at"));
  CHECK(late[1].contains("is past"));
}

TEST_CASE("who is accepted and is no server that is asked is said, where the file names those") {
  const std::string text = R"(
[[cutover]]
domain = "example.org"
kind = "address"
[[cutover.record]]
name = "mail.example.org"
rrtype = "A"
stages = [["192.0.2.10"], ["198.51.100.7"]]
[[cutover.accept]]
id = "NS9.example.org"
reason = "switched off"
[[cutover.accept]]
id = "ns1.example.org."
reason = "slow"
[[cutover.accept]]
id = "192.0.2.53"
reason = "not reached from here"
[[cutover.accept]]
id = "2001:db8::99"
reason = "not reached from here"
)";
  CHECK(notes_on(*test::read(text), hour(18)).empty());
  const auto config =
      test::read(text + "[[cutover.name_servers]]\nname = \"ns1.example.org\"\naddress = \"192.0.2.53\"\n");
  REQUIRE(config);
  CHECK(notes_on(*config, hour(18)) ==
        std::vector<std::string>{
            "example.org: \"NS9.example.org\" is accepted, and is neither one of the name_servers nor a "
            "resolver in use: right only for a name server that was one and has left",
            "example.org: \"2001:db8::99\" is accepted, and is neither one of the name_servers nor a "
            "resolver in use: right only for a name server that was one and has left"});
}

TEST_CASE("what leads to the old server for good is said where that may be switched off in the end") {
  const auto plan = [](std::string_view kind) {
    return test::read(fmt::format(R"(
[[cutover]]
domain = "example.org"
kind = "{}"
[[cutover.record]]
rrtype = "MX"
stages = [["10 mail.example.org."], ["10 new.example.org."]]
[[cutover.record]]
name = "new.example.org"
rrtype = "A"
stages = [["198.51.100.9"]]
[[cutover.record]]
name = "mail.example.org"
rrtype = "A"
stages = [["192.0.2.10"]]
[[cutover.record]]
name = "imap.example.org"
rrtype = "A"
stages = [["192.0.2.10"]]
[[cutover.record]]
name = "pop.example.org"
rrtype = "CNAME"
stages = [["mail.example.org."]]
[[cutover.record]]
name = "10.2.0.192.in-addr.arpa"
rrtype = "PTR"
stages = [["mail.example.org."]]
[[cutover.record]]
name = "smtp.example.org"
rrtype = "A"
stages = [["192.0.2.10"], ["198.51.100.9"]]
[[cutover.server]]
role = "old"
host = "mail.example.org"
addresses = ["192.0.2.10"]
)",
                                  kind));
  };
  const auto of_server = plan("server");
  REQUIRE(of_server);
  CHECK(
      notes_on(*of_server, hour(18)) ==
      std::vector<std::string>{
          "example.org: leading to the old server for good: mail.example.org. A, imap.example.org. A, "
          "pop.example.org. CNAME. Who uses them loses it when it is switched off: give them another stage, "
          "or do not switch it off"});
  const auto of_address = plan("address");
  REQUIRE(of_address);
  CHECK(std::ranges::count_if(notes_on(*of_address, hour(18)), [](const std::string& note) {
          return note.contains("for good: mail.example.org. A, imap.example.org. A. Who uses");
        }) == 1);
  const auto of_proxy = plan("proxy");
  REQUIRE(of_proxy);
  CHECK(notes_on(*of_proxy, hour(18)).empty());
}

TEST_CASE("domains that leave one server are told of each other, once, and in the go of each") {
  const auto cutover = [](std::string_view domain, std::string_view addresses, int port) {
    return fmt::format(R"(
[[cutover]]
domain = "{0}"
kind = "server"
[[cutover.record]]
rrtype = "MX"
stages = [["10 mail.example.org."], ["10 new.{0}."]]
[[cutover.record]]
name = "new.{0}"
rrtype = "A"
stages = [["198.51.100.9"]]
[[cutover.server]]
role = "old"
host = "mail.example.org"
addresses = [{1}]
port = {2}
)",
                       domain, addresses, port);
  };
  const auto both = R"("192.0.2.10", "2001:db8::10")";
  const auto config =
      test::read(cutover("example.org", both, 25) + cutover("example.net", R"("192.0.2.10")", 2525) +
                 cutover("example.com", both, 25) + cutover("example", R"("192.0.2.11")", 25));
  REQUIRE(config);
  const auto shared = [&](std::size_t place) { return config->cutovers.at(place).shares_old_server_with; };
  CHECK(shared(0) == cutover::OtherDomains{.first = {"example.net", "example.com"}});
  CHECK(shared(1) == cutover::OtherDomains{.first = {"example.org", "example.com"}});
  CHECK(shared(2) == cutover::OtherDomains{.first = {"example.org", "example.net"}});
  CHECK(shared(3) == cutover::OtherDomains{});
  CHECK(notes_on(*config, hour(18)) ==
        std::vector<std::string>{
            "example.org: mail for example.net, example.com may go to its old server, too: each go to retire "
            "that is about the mail for one domain only",
            "example.net: mail for example.org, example.com may go to its old server, too: each go to retire "
            "that is about the mail for one domain only"});
}

TEST_CASE("of many domains that leave one server a few are named") {
  std::string text;
  for (int i = 0; i < 6; ++i) {
    text += fmt::format(R"(
[[cutover]]
domain = "d{0}.example"
kind = "server"
[[cutover.record]]
rrtype = "MX"
stages = [["10 mail.example.org."], ["10 new.example.org."]]
[[cutover.server]]
role = "old"
host = "mail.example.org"
addresses = ["192.0.2.10"]
)",
                        i);
  }
  const auto config = test::read(text);
  REQUIRE(config);
  CHECK(text_of(config->cutovers.at(1).shares_old_server_with) ==
        "d0.example, d2.example, d3.example and 2 more");
}

TEST_CASE("an address that a host keeps, and that is neither server's, is said: mail goes on going there") {
  const std::string plan = R"(
[[cutover]]
domain = "example.org"
kind = "address"
[[cutover.record]]
rrtype = "MX"
stages = [["10 mail.example.org."]]
[[cutover.record]]
name = "mail.example.org"
rrtype = "A"
stages = [["192.0.2.10"], ["198.51.100.9"]]
[[cutover.record]]
name = "mail.example.org"
rrtype = "AAAA"
stages = [["2001:db8::10"]]
[[cutover.server]]
role = "old"
host = "mail.example.org"
addresses = ["192.0.2.10"]
[[cutover.server]]
role = "new"
host = "mail.example.org"
addresses = ["198.51.100.9")";
  const auto config = test::read(plan + "]\n");
  REQUIRE(config);
  const auto notes = notes_on(*config, hour(18));
  REQUIRE(notes.size() == 1);
  CHECK(
      notes[0] ==
      "example.org: mail.example.org. AAAA keeps 2001:db8::10, an address of neither server: mail goes there "
      "whatever moves, and the gate mx_valid stays shut. Name it with the server that has it, or give the "
      "record a stage without it");
  const auto named = test::read(plan + ", \"2001:db8::10\"]\n");
  REQUIRE(named);
  CHECK(notes_on(*named, hour(18)).empty());
}

TEST_CASE("what a round trip without a mailbox cannot tell is said") {
  const auto config = test::read(R"(
[[cutover]]
domain = "example.org"
kind = "server"
[[cutover.record]]
rrtype = "MX"
stages = [["10 mail.example.org."], ["10 mx.example.net."]]
[[cutover.record]]
name = "mx.example.net"
rrtype = "A"
stages = [["198.51.100.7"]]
[[cutover.server]]
role = "old"
host = "mail.example.org"
addresses = ["192.0.2.10"]
[[cutover.server]]
role = "new"
host = "mx.example.net"
addresses = ["198.51.100.7"]
[[cutover.mailbox]]
id = "sender"
url = "imaps://mail.example.net"
address = "198.51.100.9"
user = "probe"
password_file = "/run/secrets/imap"
[[cutover.roundtrip]]
id = "main"
from = "probe@example.net"
to = "probe@example.org"
paths = ["new"]
bounces = "sender"
)");
  REQUIRE(config);
  const auto& trip = config->cutovers.front().round_trips.front();
  CHECK(trip.is_told_by_reports());
  const auto notes = notes_on(*config, hour(18));
  CHECK(std::ranges::any_of(notes, [](const std::string& note) {
    return note.starts_with("example.org: main has no mailbox: that its messages arrive is known only");
  }));
}
