#include "core/cutover/plan/expected_outcome.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

using namespace cutwatch;
using namespace cutwatch::cutover;

namespace {

using enum ExpectedOutcome;

constexpr std::array kKinds{Kind::proxy, Kind::address, Kind::server};
constexpr std::array kFlags{false, true};

std::string words(Kind kind, Path path, const OldServerFacts& facts) {
  return std::string(to_string(kind)) + " " + std::string(to_string(path)) + " " +
         std::string(to_string(facts.phase)) + (facts.is_expired ? " expired" : "") +
         (facts.is_released ? " released" : "") + (facts.is_locked ? " locked" : "");
}

mail::LedgerEntry ended(mail::MessageResult result, std::optional<mail::SmtpDisposition> disposition = {}) {
  mail::LedgerEntry entry{.id = "a"};
  entry.result = result;
  entry.disposition = disposition;
  if (disposition == mail::SmtpDisposition::accepted) entry.accepted = WallTime{};
  return entry;
}

}  // namespace

TEST_CASE("the old path is to take mail until nobody is led there, by kind and phase") {
  struct Row {
    Phase phase;
    bool is_expired;
    bool is_released;
    bool is_locked;
    ExpectedOutcome of_proxy;
    ExpectedOutcome of_others;
  };
  const Row rows[] = {
      {Phase::prepare, false, false, false, accept, accept},
      {Phase::lower_ttl, false, false, false, accept, accept},
      {Phase::switching, false, false, false, accept, accept},
      {Phase::verify, false, false, false, accept_or_defer, accept},
      {Phase::finish, false, false, false, accept_or_defer, accept},
      // A bound from before the switch is none of the old host's copies.
      {Phase::prepare, true, false, true, accept, accept},
      {Phase::switching, true, false, true, accept, accept},
      // A refusal before that may be is no lock.
      {Phase::finish, false, false, true, accept_or_defer, accept},
      {Phase::verify, true, false, false, either, either},
      {Phase::finish, true, false, false, either, either},
      {Phase::finish, true, true, false, either, either},
      {Phase::finish, false, true, false, either, either},
      {Phase::finish, true, true, true, refuse, either},
      {Phase::done, true, true, false, either, either},
      {Phase::done, true, true, true, refuse, either},
  };
  for (const auto& row : rows) {
    const OldServerFacts facts{row.phase, row.is_expired, row.is_released, row.is_locked};
    for (const auto kind : kKinds) {
      INFO(words(kind, Path::old_path, facts));
      CHECK(expected_outcome(kind, Path::old_path, facts) ==
            (kind == Kind::proxy ? row.of_proxy : row.of_others));
    }
  }
}

TEST_CASE("the new path and mail as DNS says are to arrive at any time") {
  for (const auto kind : kKinds) {
    for (const auto path : {Path::new_path, Path::dns}) {
      for (const auto phase : kPhases) {
        for (const bool is_expired : kFlags) {
          for (const bool is_locked : kFlags) {
            const OldServerFacts facts{phase, is_expired, is_expired, is_locked};
            INFO(words(kind, path, facts));
            CHECK(expected_outcome(kind, path, facts) == accept);
          }
        }
      }
    }
  }
}

TEST_CASE("how a message may end, by what is expected of its path") {
  using enum mail::MessageResult;
  using mail::SmtpDisposition;
  struct Row {
    const char* what;
    mail::LedgerEntry entry;
    std::vector<ExpectedOutcome> good_for;
  };
  const Row rows[] = {
      {"delivered", ended(delivered, SmtpDisposition::accepted), {accept, accept_or_defer, either}},
      {"late", ended(late, SmtpDisposition::accepted), {}},
      {"in a junk folder", ended(junk, SmtpDisposition::accepted), {}},
      {"refused", ended(refused, SmtpDisposition::refused), {either, refuse}},
      {"put off to the end", ended(lost, SmtpDisposition::deferred), {accept_or_defer, either, refuse}},
      {"never reached", ended(lost, SmtpDisposition::not_sent), {accept_or_defer, either, refuse}},
      {"taken, and lost", ended(lost, SmtpDisposition::accepted), {}},
      {"perhaps taken, and lost", ended(lost, SmtpDisposition::unknown), {}},
  };
  for (const auto& row : rows) {
    for (const auto expected : kExpectedOutcomes) {
      INFO(row.what << " where expected is " << std::string(to_string(expected)));
      const bool is_good = std::ranges::find(row.good_for, expected) != row.good_for.end();
      CHECK(is_as_expected(expected, row.entry) == is_good);
    }
  }
}
