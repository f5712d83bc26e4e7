#include "agent/watch/waiting_text.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

std::string text(std::size_t resolvers, const std::optional<Failure>& failure = {}) {
  WatchRequest request{.domain = name("example.org")};
  for (std::size_t i = 0; i < resolvers; ++i)
    request.resolvers.push_back({"r" + std::to_string(i), endpoint("192.0.2.1"), "op"});
  RecordState state;
  if (failure) state.delegation = std::unexpected(*failure);
  return waiting_for_authorities(request, state);
}

}  // namespace

TEST_CASE("while no name server is found, watch says who is asked, why it failed and what to do") {
  CHECK(text(1) == "looking for the name servers of example.org., asking r0");
  CHECK(text(30) == "looking for the name servers of example.org., asking r0, r1 and 28 more");
  CHECK(
      text(2, Failure{.kind = FailureKind::timeout, .detail = "no reply"}) ==
      "looking for the name servers of example.org., asking r0, r1: timeout (no reply); does port 53 to them "
      "get out of this network? --resolver takes others, such as your own; asking again");
  CHECK(text(2, Failure{.kind = FailureKind::protocol, .detail = "NS of example.org.: nxdomain"})
            .contains("is the name right, and delegated?"));
  const auto unreachable =
      text(2, Failure{.kind = FailureKind::protocol,
                      .detail = "the name servers are ns1.example.org., none of which has an address"});
  CHECK(unreachable.contains("publish the addresses of one of them, or correct the delegation"));
  CHECK_FALSE(unreachable.contains("is the name right"));
}

TEST_CASE("the advice names the ports that the resolvers are asked at") {
  const auto advice = [](std::vector<dns::Resolver> resolvers) {
    RecordState state;
    state.delegation = fail(FailureKind::timeout, "no reply");
    return waiting_for_authorities({.domain = name("example.org"), .resolvers = std::move(resolvers)}, state);
  };
  const dns::Resolver plain{"a", endpoint("192.0.2.1"), "op"};
  const dns::Resolver elsewhere{"b", endpoint("192.0.2.2:5353"), "op"};
  const dns::Resolver dot{"c", endpoint("192.0.2.3:853"), "op", 1, dns::DotChannel{"dns.example.net", ""}};
  CHECK(advice({elsewhere}).contains("does port 5353 to them get out of this network?"));
  CHECK(advice({dot, dot}).contains("does port 853 to them get out of this network?"));
  CHECK(advice({dot, plain}).contains("do ports 53, 853 to them get out of this network?"));
}
