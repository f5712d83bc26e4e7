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
