#include "core/mail/copies_of_message.hpp"

#include "core/mail/message_findings.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::mail;

namespace {

constexpr WallTime kStart{std::chrono::sys_days{std::chrono::year{2026} / 12 / 1}};

LedgerEntry sent(std::optional<SmtpDisposition> disposition) {
  return {.id = "m",
          .to = "probe@example.org",
          .recorded = kStart,
          .limits = {.late_after = Seconds{120}, .lost_after = Seconds{900}},
          .first_attempt = kStart,
          .disposition = disposition,
          .also_in = {{.mailbox = "new"}}};
}

CopyState state_of(const LedgerEntry& entry) { return copy_state(entry, entry.also_in.front()); }

}  // namespace

TEST_CASE("a copy is awaited until it is found or missed, and arrives also after that") {
  auto entry = sent(SmtpDisposition::accepted);
  CHECK(state_of(entry) == CopyState::awaited);
  entry.result = MessageResult::delivered;
  CHECK(awaits_copies(entry));
  entry = with_copy_missed(std::move(entry), "new", kStart + Seconds{901});
  CHECK(state_of(entry) == CopyState::missing);
  CHECK_FALSE(awaits_copies(entry));
  entry = with_copy_seen(std::move(entry), "new", {.at = kStart + Seconds{950}, .folder = "INBOX"});
  CHECK(state_of(entry) == CopyState::arrived);
  const auto again =
      with_copy_seen(entry, "new", {.at = kStart + Seconds{999}, .folder = "Junk", .is_junk = true});
  CHECK(again == entry);
}

TEST_CASE("a copy is missing only of a message that may have left, after its deadline") {
  using enum SmtpDisposition;
  for (const auto disposition : {accepted, unknown}) {
    CHECK_FALSE(is_copy_overdue(sent(disposition), kStart + Seconds{900}));
    CHECK(is_copy_overdue(sent(disposition), kStart + Seconds{901}));
  }
  for (const auto disposition : {refused, deferred, not_sent})
    CHECK_FALSE(is_copy_overdue(sent(disposition), kStart + Seconds{901}));
  auto entry = sent(refused);
  CHECK(state_of(entry) == CopyState::awaited);
  entry.result = MessageResult::refused;
  CHECK(state_of(entry) == CopyState::not_sent);
}

TEST_CASE("a bounce of another address tells that the mirror bounces, where the message is in its mailbox") {
  const DeliveryReport bounce{.at = kStart, .recipient = "probe@new.example", .status = "4.4.7"};
  auto entry = with_copy_bounce(sent(SmtpDisposition::accepted), bounce);
  CHECK(findings_of(entry).empty());
  entry.sighting = Sighting{.at = kStart, .folder = "INBOX"};
  REQUIRE(findings_of(entry).size() == 1);
  CHECK(findings_of(entry).front().id == "mirror_bounces");
  CHECK(findings_of(entry).front().text.contains("probe@new.example"));
  auto later = bounce;
  later.at = kStart + Seconds{60};
  CHECK(with_copy_bounce(entry, later) == entry);
  auto alone = sent(SmtpDisposition::accepted);
  alone.also_in.clear();
  CHECK_FALSE(with_copy_bounce(alone, bounce).copy_bounce);
}
