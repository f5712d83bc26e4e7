#include "core/mail/delivery_report.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace cutwatch;
using namespace cutwatch::mail;
using test::at;

namespace {

using enum ReportVerdict;

DsnRecipient about(const std::string& address, std::optional<DsnAction> action, const std::string& status) {
  return {.address = address,
          .action = action,
          .status = status,
          .diagnostic = "words",
          .remote_mta = {},
          .original_address = {}};
}

DeliveryReport of(std::vector<DsnRecipient> recipients) {
  Dsn dsn;
  dsn.is_bounce = true;
  dsn.recipients = std::move(recipients);
  dsn.reporting_mta = "proxy.example";
  return delivery_report(dsn, "probe@example.org", at(7));
}

const std::string kTo = "probe@example.org";

}  // namespace

TEST_CASE("what a report says of a message") {
  using enum DsnAction;
  struct Row {
    const char* what;
    std::vector<DsnRecipient> recipients;
    ReportVerdict verdict;
  };
  auto by_alias = about("box@backend.example", failed, "5.1.1");
  by_alias.original_address = "Probe@example.org";
  auto to_alias = about("archive@example.org", DsnAction::delivered, "2.0.0");
  to_alias.original_address = kTo;
  const Row rows[] = {
      {"refused for good", {about(kTo, failed, "5.1.1")}, refused},
      {"in another case", {about("PROBE@EXAMPLE.ORG", failed, "5.7.1")}, refused},
      {"by the address that it was sent to", {by_alias}, refused},
      {"the queue did not wait longer", {about(kTo, failed, "4.4.7")}, given_up},
      {"the same as some write it", {about(kTo, failed, "5.4.7")}, given_up},
      {"a transient failure that was not tried again", {about(kTo, failed, "4.2.2")}, given_up},
      {"failed, nobody says how", {about(kTo, failed, "")}, given_up},
      {"delayed", {about(kTo, DsnAction::delayed, "4.4.1")}, ReportVerdict::delayed},
      {"delayed, with a code that does not fit",
       {about(kTo, DsnAction::delayed, "5.0.0")},
       ReportVerdict::delayed},
      {"of two lines about it the worse one",
       {about(kTo, DsnAction::delayed, "4.4.1"), about(kTo, failed, "5.1.1")},
       refused},
      {"the worse one first",
       {about(kTo, failed, "5.1.1"), about(kTo, DsnAction::delayed, "4.4.1")},
       refused},
      {"another recipient only", {about("copy@example.org", failed, "5.1.1")}, unclear},
      {"another recipient beside it",
       {about("copy@example.org", failed, "5.1.1"), about(kTo, DsnAction::delayed, "4.4.1")},
       ReportVerdict::delayed},
      {"passed on", {about(kTo, relayed, "2.0.0")}, passed_on},
      {"passed on to several", {about(kTo, expanded, "2.0.0")}, passed_on},
      {"of good news and bad the bad",
       {about(kTo, DsnAction::delivered, "2.0.0"), about(kTo, failed, "5.1.1")},
       refused},
      {"delivered, whatever else failed",
       {about(kTo, DsnAction::delivered, "2.0.0"), about("copy@example.org", failed, "5.1.1")},
       ReportVerdict::delivered},
      {"delivered to another one than it was sent to", {to_alias}, elsewhere},
      {"delivered to both",
       {to_alias, about("Probe@example.org", DsnAction::delivered, "2.0.0")},
       ReportVerdict::delivered},
      {"delivered to another one, and refused", {to_alias, by_alias}, refused},
      {"delivered to somebody else", {about("copy@example.org", DsnAction::delivered, "2.0.0")}, unclear},
      {"no action", {about(kTo, std::nullopt, "4.4.1")}, unclear},
      {"nothing", {}, unclear},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    const auto report = of(row.recipients);
    CHECK(report.verdict == row.verdict);
    CHECK(report.is_final() == (row.verdict == refused || row.verdict == given_up));
    CHECK(report.at == at(7));
  }
}

TEST_CASE("what failed for another address is told, by its action, whatever class its status has") {
  using enum DsnAction;
  const auto copy = [](std::optional<DsnAction> action, const std::string& status) {
    Dsn dsn;
    dsn.recipients = {about(kTo, failed, "5.1.1"), about("", failed, "5.1.1"),
                      about("copy@new.example", action, status)};
    return failure_elsewhere(dsn, "Probe@example.org", at(7));
  };
  for (const auto* status : {"5.1.1", "4.4.7", "4.4.1", ""}) {
    CAPTURE(status);
    REQUIRE(copy(failed, status));
    CHECK(copy(failed, status)->recipient == "copy@new.example");
    CHECK(copy(failed, status)->status == status);
    CHECK(copy(failed, status)->is_final());
  }
  CHECK(copy(std::nullopt, "5.1.1"));
  CHECK_FALSE(copy(std::nullopt, "4.4.1"));
  for (const auto action : {DsnAction::delayed, DsnAction::delivered, relayed, expanded})
    CHECK_FALSE(copy(action, "5.1.1"));
}

TEST_CASE("the cause is told as a reply would say it, with who says so") {
  auto report = of({about(kTo, DsnAction::failed, "5.1.1")});
  CHECK(cause_of(report) == "5.1.1 words (proxy.example, told by a bounce)");
  report.diagnostic = "550 no such user";
  CHECK(cause_of(report).starts_with("550 5.1.1 no such user ("));
  report.diagnostic = "550 5.1.1 no such user";
  report.remote_mta = "192.0.2.10";
  CHECK(cause_of(report) == "550 5.1.1 no such user (192.0.2.10, told by a bounce of proxy.example)");
  report.diagnostic = report.reporting_mta = report.remote_mta = "";
  CHECK(cause_of(report) == "5.1.1 (told by a bounce)");
  report.status = "";
  CHECK(cause_of(report) == "refused (told by a bounce)");
  CHECK(cause_of(of({about("copy@b", DsnAction::failed, "5.1.1")})).starts_with("copy@b: 5.1.1 words ("));
  CHECK(cause_of(DeliveryReport{}) == "unclear (told by a bounce)");
  const DeliveryReport told{
      .at = at(1), .verdict = elsewhere, .recipient = "box@b.example", .reporting_mta = "proxy.example"};
  CHECK(cause_of(told) ==
        "delivered to box@b.example (told by a report of proxy.example): whether that is its mailbox cannot "
        "be known");
}

TEST_CASE(
    "a status that says nothing gives way to the one that the server behind had said, of the same class") {
  const auto status_of = [](const std::string& status, const std::string& diagnostic) {
    auto told = about(kTo, DsnAction::failed, status);
    told.diagnostic = diagnostic;
    return of({told}).status;
  };
  CHECK(status_of("5.0.0", "554 5.7.1 Client host rejected") == "5.7.1");
  CHECK(status_of("5.1.1", "554 5.7.1 Client host rejected") == "5.1.1");
  CHECK(status_of("5.0.0", "451 4.7.1 Try again") == "5.0.0");
  CHECK(status_of("5.0.0", "no such user") == "5.0.0");
}

TEST_CASE("what a report brings is bounded and printable") {
  auto hostile = about(kTo, DsnAction::failed, "5.1.1" + std::string(5000, '9'));
  hostile.diagnostic = "\x1b[2J\n" + std::string(100'000, '\xff');
  hostile.remote_mta = std::string(100'000, '\x01');
  const auto report = of({hostile});
  CHECK(report.status.size() <= 16);
  CHECK(report.diagnostic.size() <= 512);
  CHECK(report.remote_mta.size() <= 256);
  CHECK(std::ranges::all_of(cause_of(report), [](char c) { return c >= 0x20 && c < 0x7f; }));
}
