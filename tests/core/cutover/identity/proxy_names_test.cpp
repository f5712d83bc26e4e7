#include "core/cutover/identity/proxy_names.hpp"

#include "tests/core/cutover/identity/identity_world.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::test;
using cutover::is_called_like_proxy;
using cutover::Kind;

namespace {

Observation greets(const std::string& path, const IpAddress& address, const std::string& banner,
                   const std::string& ehlo) {
  return IdentitySeen{.domain = kDomain,
                      .path = path,
                      .address = address,
                      .at = at(1),
                      .reverse = {},
                      .greeting = GreetingLook{.said = {.banner = banner, .ehlo = ehlo}, .names = {}}};
}

DomainState after(const std::vector<Observation>& seen) { return *folded(seen).domains.at(kDomain); }

}  // namespace

TEST_CASE("a proxy is known by its host's name, and by what it calls itself") {
  const auto plan = identity_plan(Kind::proxy);
  const auto state = after({greets("new", kNewAddress, "mx7.proxy.example ESMTP", "node7.proxy.example")});
  for (const auto* name :
       {"in.proxy.example", "IN.Proxy.Example.", "mx7.proxy.example", "node7.proxy.example"}) {
    CAPTURE(name);
    CHECK(is_called_like_proxy(plan, state, name));
    CHECK_FALSE(is_called_like_proxy(identity_plan(Kind::address), state, name));
  }
  for (const auto* name : {"", ".", "mail.example.org", "proxy.example", "x.in.proxy.example"}) {
    CAPTURE(name);
    CHECK_FALSE(is_called_like_proxy(plan, state, name));
  }
}

TEST_CASE("a proxy that shows the greeting of the server behind it is not known by that") {
  const auto plan = identity_plan(Kind::proxy);
  const auto state = after({greets("new", kNewAddress, "backend.example ESMTP", "mail.example.org"),
                            greets("old", kOldAddress, "backend.example ESMTP", "backend.example")});
  CHECK_FALSE(is_called_like_proxy(plan, state, "backend.example"));
  CHECK_FALSE(is_called_like_proxy(plan, state, "mail.example.org"));
  CHECK(is_called_like_proxy(plan, state, "in.proxy.example"));
}
