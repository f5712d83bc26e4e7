#include "tests/support/observations.hpp"

#include <doctest/doctest.h>

// What users of the servers send counts for itself.
using namespace cutwatch;
using namespace cutwatch::test;

namespace {

MessageAttempted attempt_with_certificate(mail::Entrance entrance) {
  auto seen = std::get<MessageAttempted>(attempted(1, "m1", mail::SmtpDisposition::accepted));
  seen.attempt.certificate_not_after = at(1000);
  seen.entrance = entrance;
  return seen;
}

}  // namespace

TEST_CASE("times and certificate of a submission are not those of the way of mail") {
  using enum mail::Entrance;
  const auto by_user = folded({recorded(0, "m1"), attempt_with_certificate(submission)});
  CHECK(mail_of(by_user).phases.empty());
  CHECK(mail_of(by_user).certificates.empty());
  CHECK(mail_of(by_user).in_flight.at("m1").disposition == mail::SmtpDisposition::accepted);
  const auto by_server = folded({recorded(0, "m1"), attempt_with_certificate(exchanger)});
  CHECK(mail_of(by_server).phases.contains("new"));
  CHECK(mail_of(by_server).certificates.contains("new"));
}

TEST_CASE("a message that lies where it should not is not delivered: it says so, and is lost in its time") {
  auto look = std::get<MailboxRead>(mailbox_shows(5, {}, "old inbox"));
  look.content->astray = {"m1", "unknown"};
  auto snapshot =
      folded({recorded(0, "m1"), attempted(1, "m1", mail::SmtpDisposition::accepted), Observation(look)});
  REQUIRE(mail_of(snapshot).in_flight.contains("m1"));
  CHECK(mail_of(snapshot).in_flight.at("m1").detail ==
        "it came to mailbox old inbox, and is awaited in inbox");
  CHECK(mail_of(snapshot).changed.size() == 1);
  snapshot = folded({mailbox_shows(910, {})}, snapshot);
  REQUIRE(mail_of(snapshot).ended.size() == 1);
  CHECK(mail_of(snapshot).ended.front()->result == mail::MessageResult::lost);
  CHECK(mail_of(snapshot).ended.front()->detail.contains("old inbox"));
}
