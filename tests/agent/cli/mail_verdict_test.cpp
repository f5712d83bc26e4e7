#include "agent/cli/mail_verdict.hpp"

#include "tests/agent/cli/probed_message.hpp"

#include <doctest/doctest.h>

#include <functional>

using namespace cutwatch;
using namespace cutwatch::cli;
using namespace cutwatch::test;
using enum mail::SmtpDisposition;
using mail::MessageResult;

namespace {

ProbedMail in_flight(std::optional<mail::SmtpDisposition> disposition, JourneyEnd end) {
  auto probed = found_message();
  probed.entry->result.reset();
  probed.entry->sighting.reset();
  probed.entry->disposition = disposition;
  probed.end = end;
  return probed;
}

ProbedMail ended(MessageResult result) {
  auto probed = found_message();
  probed.entry->result = result;
  return probed;
}

ProbedMail found_with(const std::function<void(mail::Inspection&)>& change) {
  auto probed = found_message();
  change(*probed.entry->sighting->inspection);
  return probed;
}

}  // namespace

TEST_CASE("the verdict: 0 as it should be, 1 not, 3 when nobody can tell") {
  struct Row {
    ProbedMail probed;
    std::string_view name;
    int status;
    std::string_view words;
  };
  const auto other_way = [](mail::Inspection& seen) {
    seen.received = {"from x ([192.0.2.66]) by mail.example.org id 4DEF; Tue, 01 Dec 2026 00:00:02 +0000"};
  };
  const auto footer = [](mail::Inspection& seen) {
    seen.changes = {{.field = mail::MessageField::body, .diff = "+a footer"}};
  };
  auto unread = found_message();
  unread.entry->sighting->inspection.reset();
  auto no_mailbox = in_flight(accepted, JourneyEnd::no_mailbox);
  no_mailbox.mailbox_failure = Failure{FailureKind::auth, "wrong password"};
  auto mute_mailbox = in_flight(accepted, JourneyEnd::time);
  mute_mailbox.mailbox_failure = Failure{FailureKind::timeout, "silence"};
  auto not_made = found_message();
  not_made.entry.reset();
  not_made.end = JourneyEnd::none;
  const std::vector<Row> rows{
      {found_message(), "delivered", 0, "by the new path, as it was sent"},
      {found_with(other_way), "detour", 1, "had it from 192.0.2.66"},
      {found_with(footer), "changed", 1, "body"},
      {found_with([](mail::Inspection& seen) { seen.received = {}; }), "unproven", 3, "no Received line"},
      {unread, "unproven", 3, "its Received lines were not read"},
      {ended(MessageResult::late), "late", 1, "late"},
      {ended(MessageResult::junk), "junk", 1, "INBOX"},
      {ended(MessageResult::refused), "refused", 1, "250 2.0.0"},
      {ended(MessageResult::lost), "lost", 1, "mailbox inbox"},
      {in_flight(accepted, JourneyEnd::time), "not_seen", 1, "the server took it"},
      {in_flight(unknown, JourneyEnd::time), "not_seen", 1, "whether the server took it is not known"},
      {mute_mailbox, "unread", 3, "silence"},
      {no_mailbox, "unread", 3, "wrong password"},
      {in_flight(deferred, JourneyEnd::not_taken), "deferred", 3, "not sent again"},
      {in_flight(not_sent, JourneyEnd::not_taken), "not_sent", 3, "could not be sent"},
      {in_flight(accepted, JourneyEnd::none), "unknown", 3, "stopped: the server took it"},
      {in_flight(unknown, JourneyEnd::none), "unknown", 3, "whether the server took it is not known"},
      {in_flight(std::nullopt, JourneyEnd::none), "not_sent", 3, "nothing was sent"},
      {not_made, "not_sent", 3, "nothing was sent"}};
  for (const auto& [probed, name, status, words] : rows) {
    const auto verdict = verdict_on(probed);
    CHECK(verdict.name == name);
    CHECK(verdict.status == status);
    CHECK_MESSAGE(verdict.sentence.contains(words), verdict.sentence);
  }
}

TEST_CASE("what is wrong goes before what is not known") {
  auto probed = found_with([](mail::Inspection& seen) {
    seen.received = {};
    seen.changes = {{.field = mail::MessageField::subject, .diff = "-a\n+b"}};
  });
  CHECK(verdict_on(probed).name == "changed");
}
