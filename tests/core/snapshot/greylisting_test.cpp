#include "tests/support/observations.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::test;
using enum mail::SmtpDisposition;

// How long first servers put messages off before they took them.
namespace {

const metrics::Histogram& greylisted(const Snapshot& snapshot) { return totals_of(snapshot).greylisted; }

Observation step(double when, Seconds by) { return ClockStepped{.at = at(when), .by = by}; }

/// An attempt to send it to the one server that DNS says.
Observation led(double when, const std::string& address, mail::SmtpDisposition disposition) {
  auto attempt = attempted(when, "m", disposition);
  std::get<MessageAttempted>(attempt).way =
      mail::DnsWay{.exchanges = {{.host = "mail.example.org.", .address = endpoint(address), .path = {}}},
                   .resolvers = {}};
  return attempt;
}

}  // namespace

TEST_CASE("a message that is put off and then taken is counted once, with the whole time") {
  auto snapshot = folded({recorded(0, "m"), attempted(1, "m", deferred), attempted(31, "m", deferred)});
  CHECK(greylisted(snapshot).count() == 0);
  snapshot = folded({attempted(61, "m", accepted)}, snapshot);
  CHECK(greylisted(snapshot).count() == 1);
  CHECK(greylisted(snapshot).sum() == doctest::Approx(60));
  snapshot = folded({mailbox_shows(70, {{"m", 2}}), mailbox_shows(80, {{"m"}})}, snapshot);
  CHECK(greylisted(snapshot).count() == 1);
}

TEST_CASE("what nobody put off, or nobody took, is no greylisting") {
  const std::vector<Observation> stories[] = {
      {attempted(1, "m", accepted)},
      {attempted(1, "m", not_sent), attempted(31, "m", accepted)},
      {attempted(1, "m", deferred), attempted(31, "m", refused)},
      {attempted(1, "m", deferred), mailbox_shows(1000, {})},
  };
  for (const auto& story : stories) CHECK(greylisted(folded(story, folded({recorded(0, "m")}))).count() == 0);
}

TEST_CASE("across a step of the clock nobody knows how long a message was put off") {
  const std::vector<Observation> before{recorded(0, "m"), attempted(1, "m", deferred)};
  const auto stepped = folded({step(3610, Seconds{3600})}, folded(before));
  auto snapshot = folded({attempted(3620, "m", deferred), attempted(3700, "m", accepted)}, stepped);
  CHECK(greylisted(snapshot).count() == 0);
  snapshot = folded({attempted(31, "m", accepted), step(3700, Seconds{3600})}, folded(before));
  CHECK(greylisted(snapshot).sum() == doctest::Approx(30));
  CHECK(mail_of(snapshot).in_flight.at("m").greylisted() == Seconds{30});
}

TEST_CASE("what another destination did before tells nothing of the one that took the message") {
  const std::vector<Observation> put_off{recorded(0, "m", "dns"), led(1, "192.0.2.10:25", deferred)};
  const auto same = folded({led(61, "192.0.2.10:25", accepted)}, folded(put_off));
  CHECK(totals_of(same, "dns").greylisted.count() == 1);
  const auto other = folded({led(61, "198.51.100.7:25", accepted)}, folded(put_off));
  CHECK(totals_of(other, "dns").greylisted.count() == 0);
}
