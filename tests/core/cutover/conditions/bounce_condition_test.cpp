#include "core/cutover/conditions/condition.hpp"
#include "tests/core/cutover/conditions/condition_worlds.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

TEST_CASE("mail that bounces behind the new server harms as if it had been refused by it") {
  const auto sent = [](double now, const std::string& id) {
    return std::vector{recorded(now, id), departing(id), attempted(now, id, mail::SmtpDisposition::accepted)};
  };
  for (const std::string status : {"5.1.1", "4.4.1"}) {
    const auto action = status == "5.1.1" ? mail::DsnAction::failed : mail::DsnAction::delayed;
    const auto seen = with_messages(switched(), [&](double now) {
                        auto story = joined(sent(now - 20, "b1"), sent(now - 19, "b2"));
                        return joined(std::move(story),
                                      {bounced(now - 10, "b1", action, status),
                                       bounced(now - 9, "b2", action, status), mailbox_shows(now - 8, {})});
                      }).assess();
    const auto* refuses = find(seen.conditions, "new_path_refuses");
    CHECK_MESSAGE((refuses != nullptr) == (status == "5.1.1"), all_of(seen));
    if (refuses == nullptr) continue;
    CHECK(refuses->severity == Severity::critical);
    CHECK(refuses->evidence.contains("550 5.1.1 no (proxy.example, told by a bounce)"));
  }
}

TEST_CASE("bounces of mail of days ago, read when the agent is up again, harm no more") {
  const auto seen = with_messages(switched(), [](double now) {
                      const double then = now - 100'000;
                      return std::vector{recorded(then, "b1"),
                                         departing("b1"),
                                         attempted(then, "b1", mail::SmtpDisposition::accepted),
                                         recorded(then + 1, "b2"),
                                         departing("b2"),
                                         attempted(then + 1, "b2", mail::SmtpDisposition::accepted),
                                         bounced(now - 10, "b1", mail::DsnAction::failed, "5.1.1"),
                                         bounced(now - 9, "b2", mail::DsnAction::failed, "5.1.1"),
                                         mailbox_shows(now - 8, {})};
                    }).assess();
  CHECK_MESSAGE(find(seen.conditions, "new_path_refuses") == nullptr, all_of(seen));
}

TEST_CASE("mail that a server behind the new one delays is put off, not lost") {
  const auto seen = with_messages(switched(), [&](double now) {
                      return std::vector{recorded(now - 400, "d1"), departing("d1"),
                                         attempted(now - 400, "d1", mail::SmtpDisposition::accepted),
                                         bounced(now - 10, "d1", mail::DsnAction::delayed, "4.4.1")};
                    }).assess();
  CHECK_MESSAGE(find(seen.conditions, "new_path_defers") != nullptr, all_of(seen));
}

TEST_CASE("bounces that cannot be read are missed like mail that cannot be") {
  const auto seen = after(watched(), [](auto& w) {
                      w.see(ReportsRead{.domain = kDomain,
                                        .mailbox = "bounces",
                                        .at = at(w.now()),
                                        .content = fail(FailureKind::auth, "no")});
                    }).assess();
  CHECK_MESSAGE(find(seen.conditions, "mailbox_unreadable") != nullptr, all_of(seen));
}
