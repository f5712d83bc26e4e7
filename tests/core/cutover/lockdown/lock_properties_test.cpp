#include "tests/core/cutover/lockdown/lock_world.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

using mail::SmtpPhase;

const std::vector<mail::DoorAnswer> kRefusals{kHard,
                                              kSoft,
                                              kDropped,
                                              said(550, "", "Administrative prohibition"),
                                              said(554, "5.7.1", "Access denied", SmtpPhase::banner),
                                              said(421, "4.3.2", "Service not available", SmtpPhase::banner)};

/// What a lock is told by; each is left out or spoilt by itself.
struct Ingredients {
  bool has_control = true;
  bool is_stranger = true;
  bool is_fresh = true;
  bool is_seen_twice = true;
  bool is_about_client = true;
  bool has_proof = true;
  bool is_bound_known = true;

  bool all() const {
    return has_control && is_stranger && is_fresh && is_seen_twice && is_about_client && has_proof &&
           is_bound_known;
  }
};

LockSeen lock_of(const Ingredients& with, const mail::DoorAnswer& refusal) {
  const auto plan = lock_plan();
  Knock knock{.answer = with.is_about_client ? refusal : said(550, "5.1.1", "User unknown")};
  if (!with.has_control) knock.control = kDropped;
  if (!with.is_stranger) knock.left_from = kNewAddress;
  std::vector<Observation> seen{shows(kNow - 10, kHostA, rrset(dns::RrType::a, {kOldAddress.text()}))};
  if (with.is_bound_known) seen = records_moved();
  const double last = with.is_fresh ? kNow - 150 : kNow - 1500;
  if (with.is_seen_twice) seen.push_back(knocked(last - 400, knock));
  seen.push_back(knocked(last, knock));
  if (with.has_proof) seen = together({seen, arrived(plan)});
  return lock_seen(plan, seen);
}

}  // namespace

TEST_CASE("no evidence never passes: whatever is left out, nothing is locked") {
  std::mt19937 random(20261123);
  std::bernoulli_distribution coin(0.7);
  int whole = 0;
  for (int round = 0; round < 3000; ++round) {
    const auto& refusal = kRefusals.at(random() % kRefusals.size());
    const Ingredients with{coin(random), coin(random), coin(random), coin(random),
                           coin(random), coin(random), coin(random)};
    const auto seen = lock_of(with, refusal);
    const bool is_hard = mail::class_of(refusal) == mail::DoorClass::refused;
    auto needed = with;
    if (is_hard) needed.is_seen_twice = true;    // a 5xx is final
    if (!is_hard) needed.is_bound_known = true;  // and nothing else can be too early
    CAPTURE(seen.verdict.evidence);
    CHECK((seen.verdict.kind == VerdictKind::pass) == needed.all());
    needed.is_bound_known = true;
    CHECK(seen.is_locked == (needed.all() ? std::optional(true) : std::nullopt));
    if (needed.all()) ++whole;
  }
  CHECK(whole > 30);
}
