#include "agent/cli/filter_verdict.hpp"

#include "tests/agent/cli/probed_message.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::cli;
using namespace cutwatch::test;
using enum mail::SmtpDisposition;
using mail::MessageResult;

namespace {

ProbedMail gtube(std::optional<MessageResult> result) {
  auto probed = found_message();
  probed.entry->form.body = mail::BodyKind::gtube;
  probed.entry->result = result;
  return probed;
}

ProbedMail refused_in(mail::SmtpPhase phase) {
  auto probed = gtube(MessageResult::refused);
  probed.entry->sighting.reset();
  probed.entry->disposition = refused;
  probed.entry->detail = "550 5.7.1 spam";
  probed.entry->phases = {{mail::SmtpPhase::connect, Micros{400}}, {phase, Micros{900}}};
  return probed;
}

MailVerdict verdict(const ProbedMail& probed) { return verdict_on_filter(probed, verdict_on(probed)); }

}  // namespace

TEST_CASE(
    "GTUBE that lies in the inbox was filtered by nobody, in the spam folder or refused by its text it was") {
  CHECK(verdict(gtube(MessageResult::delivered)).name == "unfiltered");
  CHECK(verdict(gtube(MessageResult::delivered)).status == 1);
  CHECK(verdict(gtube(MessageResult::late)).name == "unfiltered");
  CHECK(verdict(gtube(MessageResult::junk)).name == "filtered");
  CHECK(verdict(gtube(MessageResult::junk)).status == 0);
  const auto refusal = verdict(refused_in(mail::SmtpPhase::body));
  CHECK(refusal.name == "filtered");
  CHECK(refusal.status == 0);
  CHECK(refusal.sentence == "the filter works: the server refused the text (GTUBE): 550 5.7.1 spam");
}

TEST_CASE("a refusal before the text, a loss and one under way prove no filter") {
  const auto at_recipient = verdict(refused_in(mail::SmtpPhase::rcpt));
  CHECK(at_recipient.name == "refused");
  CHECK(at_recipient.status == 1);
  const auto lost = verdict(gtube(MessageResult::lost));
  CHECK(lost.name == "lost");
  CHECK(lost.status == 3);
  auto under_way = gtube(std::nullopt);
  under_way.entry->sighting.reset();
  under_way.end = JourneyEnd::time;
  CHECK(verdict(under_way).name == "not_seen");
}

TEST_CASE("other messages are not for the filter") {
  CHECK(is_for_filter(gtube(std::nullopt)));
  CHECK_FALSE(is_for_filter(found_message()));
  auto not_made = gtube(std::nullopt);
  not_made.entry.reset();
  CHECK_FALSE(is_for_filter(not_made));
}
