#include "agent/watch/hint_text.hpp"

#include "tests/support/observations.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::test;

TEST_CASE("an old host that no MX names is said, once all have been asked") {
  const WatchRequest request{
      .domain = name("example.org"),
      .resolvers = {{"google", endpoint("192.0.2.1"), "google"}},
      .hints = {.old_hosts = {name("mail.example.org"), name("nothere.example.org")}, .new_hosts = {}}};
  Snapshot snapshot;
  const auto hints = [&] { return hint_lines(request, record_of(snapshot)); };
  snapshot = fold(snapshot, authority_says(1, kNs1, authoritative(kOldMx, 300)));
  CHECK(hints().empty());
  snapshot = fold(snapshot, resolver_says(2, "google", answer(kOldMx, 200)));
  CHECK(hints() == std::vector<std::string>{"--old nothere.example.org.: no MX of example.org. that was seen "
                                            "names it; is it spelled right?"});
}
