#include "core/dns/delegation_sides.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::dns;
using test::name;

namespace {

ResourceRecord ns(std::string_view owner, std::string data) {
  return {.owner = name(owner), .type = 2, .data = std::move(data)};
}

Message referral() {
  Message message;
  message.is_response = true;
  message.authority = {ns("example.org", "ns1.example.org."), ns("example.org", "ns2.example.net."),
                       ns("example.net", "ns9.example.net.")};
  return message;
}

using Names = std::set<std::string>;

}  // namespace

TEST_CASE("a referral names the servers of the zone that was asked for, and of no other") {
  CHECK(delegated_names(referral(), name("example.org")) == Names{"ns1.example.org.", "ns2.example.net."});
  CHECK_FALSE(delegated_names(referral(), name("www.example.org")));
}

TEST_CASE("only a referral is one") {
  auto authoritative = referral();
  authoritative.is_authoritative = true;
  auto answered = referral();
  answered.answers = {ns("example.org", "ns1.example.org.")};
  auto absent = referral();
  absent.rcode = rcode::kNxDomain;
  for (const auto& message : {authoritative, answered, absent, Message()})
    CHECK_FALSE(delegated_names(message, name("example.org")));
}

TEST_CASE("a referral of thousands is cut") {
  Message message;
  for (int i = 0; i < 4000; ++i)
    message.authority.push_back(ns("example.org", "ns" + std::to_string(i) + ".example.net."));
  CHECK(delegated_names(message, name("example.org"))->size() == kMaxDelegatedNames);
}

TEST_CASE("each side names whom the other does not") {
  const DelegationSides sides{
      .zone = name("example.org"), .parent = {"ns1.", "ns2.", "old."}, .child = {"ns1.", "ns2.", "new."}};
  CHECK(sides.only_parent() == Names{"old."});
  CHECK(sides.only_child() == Names{"new."});
}

TEST_CASE("glue is what a referral gives for the servers that it names and that lie in the zone") {
  auto message = referral();
  const auto address = [](std::string_view owner, std::uint16_t type, std::string data) {
    return ResourceRecord{.owner = name(owner), .type = type, .data = std::move(data)};
  };
  message.glue = {address("ns1.example.org", 1, "192.0.2.53"), address("ns1.example.org", 28, "2001:db8::53"),
                  address("ns2.example.net", 1, "192.0.2.54"), address("ns7.example.org", 1, "192.0.2.57")};
  CHECK(glue_of(message, name("example.org")) ==
        ServerAddresses{{"ns1.example.org.", {"192.0.2.53", "2001:db8::53"}}});
  message.is_authoritative = true;
  CHECK(glue_of(message, name("example.org")).empty());
}

TEST_CASE("glue that differs from what the zone says is named, with the side that alone gives it") {
  DelegationSides sides{
      .zone = name("example.org"),
      .parent = {"ns1.", "ns2.", "ns3."},
      .child = {"ns1.", "ns2.", "ns3."},
      .glue = {{"ns1.", {"192.0.2.1"}}, {"ns2.", {"192.0.2.9", "192.0.2.2"}}, {"ns3.", {"192.0.2.3"}}},
      .addresses = {{"ns1.", {"192.0.2.1"}}, {"ns2.", {"192.0.2.2", "2001:db8::2"}}}};
  const auto differences = sides.glue_differences();
  REQUIRE(differences.size() == 1);
  CHECK(differences.at("ns2.") ==
        GlueDifference{.only_parent = {"192.0.2.9"}, .only_child = {"2001:db8::2"}});
  CHECK(sides.findings() ==
        std::vector<std::string>{"only the parent gives ns2. the address 192.0.2.9",
                                 "only the zone itself gives ns2. the address 2001:db8::2"});
  sides.addresses.erase("ns2.");
  CHECK(sides.glue_differences().empty());
}
