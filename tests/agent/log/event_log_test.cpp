#include "agent/log/event_log.hpp"

#include "tests/support/observations.hpp"
#include "tests/support/sim.hpp"

#include <doctest/doctest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <utility>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

/// What is logged while it lives, a line each.
class CaughtLog {
 public:
  CaughtLog() : before_(spdlog::default_logger()) {
    auto log =
        std::make_shared<spdlog::logger>("caught", std::make_shared<spdlog::sinks::ostream_sink_st>(text_));
    log->set_pattern("%v");
    spdlog::set_default_logger(std::move(log));
  }
  ~CaughtLog() { spdlog::set_default_logger(before_); }
  CaughtLog(const CaughtLog&) = delete;
  CaughtLog& operator=(const CaughtLog&) = delete;

  std::string take() {
    auto text = text_.str();
    text_.str("");
    return text;
  }

 private:
  std::shared_ptr<spdlog::logger> before_;
  std::ostringstream text_;
};

metrics::Watched watched() {
  cutover::Plan plan{.domain = name(kDomain)};
  plan.records.push_back({.question = kMxQuestion,
                          .stages = {kOldMx, kNewMx},
                          .bounds = {.past = {.original_ttl = Seconds{60}}}});
  return {.plans = {plan}, .resolvers = {{"google", endpoint("192.0.2.1"), "google"}}};
}

struct Bench {
  Sim sim;
  const metrics::Watched subject = watched();
  EventLog log{subject, sim.clock};
  Snapshot snapshot;
  CaughtLog caught;

  /// What is logged as the observations come in, the last one a moment before `now`.
  std::string at_time(double now, const std::vector<Observation>& observations) {
    sim.advance(std::chrono::duration_cast<Millis>(at(now) - sim.clock.wall()));
    for (const auto& each : observations) {
      snapshot = fold(std::move(snapshot), each);
      log.follow(each, snapshot);
    }
    return caught.take();
  }
};

}  // namespace

TEST_CASE("a late resolver is logged with its end and why, the bound with its passing; each once") {
  Bench bench;
  bench.at_time(1, {authority_says(0, kNs1, authoritative(kOldMx, 60))});
  bench.at_time(58, resolver_runs_down(0, "google", kOldMx, 60));
  CHECK(bench.at_time(66, {resolver_says(65, "google", answer(kOldMx, 60))}) == "");
  CHECK(bench.at_time(101, {authority_says(100, kNs1, authoritative(kNewMx, 60), 2)})
            .ends_with("example.org. MX: the last honest old copy ends at 2026-12-01T00:02:45.100Z\n"));
  CHECK(bench.at_time(111, {resolver_says(110, "google", answer(kOldMx, 15)),
                            authority_says(110.5, kNs1, authoritative(kNewMx, 60), 2)}) ==
        "example.org. MX at google: old data end by 2026-12-01T00:02:06.100Z\n");
  CHECK(bench.at_time(131, {resolver_says(130, "google", answer(kOldMx, 60)),
                            authority_says(130.5, kNs1, authoritative(kNewMx, 60), 2)}) ==
        "example.org. MX at google: old data end by 2026-12-01T00:03:11.100Z\n");
  CHECK(bench.at_time(168, {resolver_says(167, "google", answer(kOldMx, 23)),
                            authority_says(167.5, kNs1, authoritative(kNewMx, 60), 2)}) ==
        "example.org. MX at google: late until 2026-12-01T00:03:11.100Z\n"
        "example.org. MX: the last honest old copy has ended, at 2026-12-01T00:02:45.100Z\n");
  bench.at_time(174, {resolver_says(173, "google", answer(kOldMx, 17)),
                      authority_says(173.5, kNs1, authoritative(kNewMx, 60), 2)});
  CHECK(bench.at_time(178, {resolver_says(177, "google", answer(kOldMx, 13)),
                            authority_says(177.5, kNs1, authoritative(kNewMx, 60), 2)}) ==
        "example.org. MX at google: late until 2026-12-01T00:03:11.100Z; kept past TTL: refetch_old or "
        "floor\n");
  CHECK(bench.at_time(188, {resolver_says(187, "google", answer(kOldMx, 3)),
                            authority_says(187.5, kNs1, authoritative(kNewMx, 60), 2)}) == "");
}

TEST_CASE("one server is no servers") {
  Bench bench;
  CHECK(bench.at_time(1, {delegation(0, std::vector{kNs1})}) == "delegation of example.org. MX: 1 server\n");
  CHECK(bench.at_time(2, {delegation(1, std::vector{kNs1, kNs2})})
            .starts_with("delegation of example.org. MX: 2 servers, was"));
}

TEST_CASE("the certificates of several servers on one path are told apart, each logged once") {
  Bench bench;
  const auto shown = [](double when, const std::string& id, mail::Entrance entrance, bool is_valid) {
    auto seen = std::get<MessageAttempted>(attempted(when, id, mail::SmtpDisposition::deferred));
    seen.attempt.certificate_not_after = at(1000);
    seen.attempt.is_certificate_valid = is_valid;
    seen.entrance = entrance;
    return seen;
  };
  using enum mail::Entrance;
  const auto first = bench.at_time(
      3, {recorded(0, "m1"), shown(1, "m1", exchanger, false), shown(2, "m1", submission, true)});
  CHECK(first.contains("certificate of example.org by the new path: does not prove the server's name"));
  CHECK(first.contains("certificate of example.org by the new path, for users: proves the server's name"));
  CHECK_FALSE(bench.at_time(6, {shown(4, "m1", exchanger, false), shown(5, "m1", submission, true)})
                  .contains("certificate"));
}

TEST_CASE("that nobody reports what becomes of messages is no warning, and told once") {
  Bench bench;
  spdlog::default_logger()->set_pattern("%l %v");
  for (int i = 0; i < 3; ++i) {
    const double when = 1 + 1000.0 * i;
    auto record = std::get<MessageRecorded>(recorded(when, "m" + std::to_string(i)));
    record.entry.awaited_report = mail::AwaitedReport{.mailbox = "bounces"};
    auto look = std::get<ReportsRead>(bounced(when + 901, "", mail::DsnAction::failed, ""));
    look.began = look.at;
    look.content->reports.clear();
    const auto said = bench.at_time(
        when + 902, {record, attempted(when, record.entry.id, mail::SmtpDisposition::accepted), look});
    CHECK(said.contains("info message m" + std::to_string(i) + " of main by the new path: untold"));
    CHECK(said.contains("reports on main of example.org by the new path: do not tell") == (i == 0));
    CHECK_FALSE(said.contains("warning "));
  }
}

TEST_CASE(
    "what was read of a mail server's log, or kept from being read, is escaped when it is told and told "
    "again") {
  Bench bench;
  const auto read = [](double when, std::optional<Failure> failure) {
    return MailLogRead{.domain = kDomain,
                       .role = "old",
                       .source = "/var/log/\x1b[31mmail.log",
                       .at = at(when),
                       .facts = {},
                       .failure = std::move(failure)};
  };
  const Failure hostile{FailureKind::refused, "\x1b]0;evil\x07\r\nforged line"};
  const auto plain = [](const std::string& text) {
    return text.find_first_of("\x1b\x07\r") == text.npos && text.find('\n') == text.size() - 1;
  };
  const auto failed = bench.at_time(1, {read(0.5, hostile)});
  CHECK(failed.contains(
      "log /var/log/\\x1b[31mmail.log of the old server of example.org: refused: \\x1b]0;evil"));
  CHECK(plain(failed));
  const auto again = bench.at_time(2, {read(1.5, std::nullopt)});
  CHECK(again.contains(": is read, was refused: \\x1b]0;evil\\x07"));
  CHECK(plain(again));
}
