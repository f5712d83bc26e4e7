#include "agent/disturbances.hpp"

#include "tests/support/observations.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

const Observation kFromR0 = resolver_says(1, "r0", answer(kOldMx, 300));
const Observation kFromR1 = resolver_says(1, "r1", answer(kOldMx, 300));
const Observation kFromAuthority = authority_says(1, kNs1, answer(kOldMx, 300));
const Observation kDelegation = delegation(1, std::vector{kNs1});
const Observation kMailbox = MailboxRead{.domain = kDomain, .mailbox = "inbox", .at = at(1), .content = {}};
const Observation kReports = ReportsRead{.domain = kDomain, .mailbox = "inbox", .at = at(1), .content = {}};
const Observation kRecipients = RecipientsAsked{
    .domain = kDomain, .path = "new", .server = endpoint("198.51.100.7"), .at = at(1), .replies = {}};
const Observation kSkipped =
    ProbeSkipped{.domain = kDomain, .probe = "resolver", .reason = SkipReason::quiet_window};

/// What one run may see, and more.
const std::vector<Observation> kSeen{kFromR0,  kFromR1,  kFromAuthority, kDelegation,
                                     kMailbox, kReports, kRecipients,    kSkipped};

/// By their places in the variant.
std::vector<std::size_t> kinds_of(const std::vector<Observation>& observations) {
  std::vector<std::size_t> kinds;
  for (const auto& each : observations) kinds.push_back(each.index());
  return kinds;
}

}  // namespace

TEST_CASE("what a run sees counts where nothing happened meanwhile, whatever happened before it") {
  Disturbances disturbances;
  disturbances.note_clock_step();
  disturbances.note_reload({"r0"});
  CHECK(kinds_of(disturbances.undisturbed(kSeen, disturbances.mark())) == kinds_of(kSeen));
}

TEST_CASE("a step of the clock takes what is judged by its instants, and no more") {
  Disturbances disturbances;
  const auto begun = disturbances.mark();
  disturbances.note_clock_step();
  CHECK(kinds_of(disturbances.undisturbed(kSeen, begun)) ==
        kinds_of({kDelegation, kMailbox, kReports, kRecipients, kSkipped}));
}

TEST_CASE("a reload takes what resolvers said that have moved, and what was seen by way of an account") {
  Disturbances disturbances;
  const auto begun = disturbances.mark();
  disturbances.note_reload({"r0"});
  disturbances.note_reload({});
  const auto left = disturbances.undisturbed(kSeen, begun);
  CHECK(kinds_of(left) == kinds_of({kFromR1, kFromAuthority, kDelegation, kSkipped}));
  CHECK(std::get<ResolverAnswered>(left.front()).resolver == "r1");
}
