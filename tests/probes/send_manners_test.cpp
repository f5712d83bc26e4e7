#include "core/mail/send_caps.hpp"
#include "tests/support/probe_bench.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <algorithm>

using namespace cutwatch;
using namespace cutwatch::test;
using enum mail::SmtpDisposition;

namespace {

const std::string kSendPath = "example.org new";

struct Bench : ProbeBench {
  explicit Bench(std::string_view address = "198.51.100.7") {
    plan.servers = {
        {.role = cutover::ServerRole::new_server,
         .addresses = {{.host = "in.proxy.example", .endpoint = parse_endpoint(address, 25).value()}}}};
    plan.round_trips = {{.id = "main",
                         .from = "probe@agent.example.net",
                         .to = "probe@example.org",
                         .paths = {cutover::Path::new_path},
                         .mailbox = "inbox",
                         .ehlo = "agent.example.net"}};
    mail.reply = smtp_server();
  }
  void sent(std::size_t count) {
    auto& sends = journal.manners().sends;
    for (std::size_t i = 0; i < count; ++i) sends.note(kSendPath, sim.clock.steady());
  }
  std::optional<SkipReason> skip() {
    const auto seen = run("round_trip/");
    if (seen.size() != 1 || !std::holds_alternative<ProbeSkipped>(seen.front())) return std::nullopt;
    return std::get<ProbeSkipped>(seen.front()).reason;
  }
  bool sends() { return std::holds_alternative<MessageAttempted>(run("round_trip/").front()); }
  void refuse(int count) {
    std::vector<Observation> story;
    for (int i = 0; i < count; ++i) {
      const auto id = fmt::format("m{}", i);
      story.push_back(recorded_by(plan, i - count, id));
      story.push_back(attempted(i - count, id, refused));
    }
    known = folded(story).domains.at(kDomain);
  }
};

}  // namespace

TEST_CASE("a message waits for the spacing, and is sent then") {
  Bench bench;
  bench.sent(1);
  CHECK(bench.sends());
  CHECK(bench.journal.entries.at(0).recorded == kStart + mail::kSendSpacing);
}

TEST_CASE("what may not be sent within half a minute is put off: nothing is recorded, nobody is dialled") {
  Bench bench;
  bench.sent(mail::kMostSendsAnHour);
  const auto before = bench.sim.clock.steady();
  CHECK(bench.skip() == SkipReason::send_cap);
  CHECK(bench.sim.clock.steady() == before);
  CHECK(bench.journal.entries.empty());
  CHECK(bench.journal.acts.empty());
  CHECK(bench.mail.dialled.empty());
  bench.sim.advance(std::chrono::hours{1});
  CHECK(bench.sends());
}

TEST_CASE("every attempt is counted and noted before anybody is dialled, also one to send again") {
  Bench bench;
  CHECK(bench.sends());
  const mail::CountedAct act{.kind = mail::CountedAct::Kind::send, .subject = kSendPath};
  CHECK(bench.journal.acts == std::vector{act});
  bench.known = folded({recorded_by(bench.plan, 0, "m"), attempted(1, "m", deferred)}).domains.at(kDomain);
  CHECK(bench.sends());
  CHECK(bench.journal.entries.size() == 1);
  CHECK(bench.journal.acts == std::vector{act, act});
  const auto now = bench.sim.clock.steady();
  CHECK(bench.journal.manners().sends.next(kSendPath, now) == now + mail::kSendSpacing);
}

TEST_CASE("what cannot be noted is not sent") {
  Bench bench;
  bench.journal.note_failure = Failure{FailureKind::storage, "disk full"};
  const auto seen = bench.run("round_trip/");
  REQUIRE(seen.size() == 2);
  CHECK(std::get<StateWriteFailed>(seen[0]).failure.detail == "disk full");
  CHECK(std::get<ProbeSkipped>(seen[1]).reason == SkipReason::not_recorded);
  CHECK(bench.mail.dialled.empty());
  CHECK(bench.journal.entries.empty());
}

TEST_CASE("on loopback nothing is capped, nor counted") {
  Bench bench("127.0.0.3");
  bench.sent(mail::kMostSendsADay);
  CHECK(bench.sends());
  CHECK(bench.sim.clock.steady() == SteadyTime{});
  CHECK(bench.journal.acts.empty());
}

TEST_CASE("one address beyond loopback caps the path") {
  Bench bench("127.0.0.3");
  bench.plan.servers.front().addresses.push_back(
      {.host = "in.proxy.example", .endpoint = parse_endpoint("198.51.100.7", 25).value()});
  bench.sent(mail::kMostSendsAnHour);
  CHECK(bench.skip() == SkipReason::send_cap);
}

TEST_CASE("a step of the host's clock neither allows nor forbids a message") {
  for (const auto step : {-std::chrono::hours{10}, std::chrono::hours{10}}) {
    Bench bench;
    bench.sent(mail::kMostSendsAnHour);
    bench.sim.clock.step_wall(step);
    CHECK(bench.skip() == SkipReason::send_cap);
    bench.sim.advance(std::chrono::hours{1});
    CHECK(bench.sends());
  }
}

TEST_CASE("a path that refused five in a row is left alone for an hour, but not on loopback") {
  Bench four;
  four.refuse(4);
  CHECK(four.sends());
  Bench rehearsal("127.0.0.3");
  rehearsal.refuse(5);
  CHECK(rehearsal.sends());
  Bench bench;
  bench.refuse(5);
  CHECK(bench.skip() == SkipReason::path_stopped);
  CHECK(bench.mail.dialled.empty());
  CHECK(bench.journal.acts.empty());
  bench.sim.advance(std::chrono::minutes{59});
  CHECK(bench.skip() == SkipReason::path_stopped);
  bench.sim.advance(std::chrono::minutes{1});
  CHECK(bench.sends());
}

TEST_CASE("what stops one recipient does not stop another") {
  Bench bench;
  bench.refuse(5);
  bench.plan.round_trips.front().to = "other@example.org";
  CHECK(bench.sends());
}

TEST_CASE("without an interval of its own a round trip wants to be sent every minute around the switch") {
  Bench bench;
  const auto wanted = [&](WallTime now) {
    return bench.probe("round_trip/").probe->wanted_at(*bench.known, {.now = now, .watched_for = {}});
  };
  bench.plan.planned_at = at(7200);
  CHECK_FALSE(wanted(at(7200)));
  bench.plan.round_trips.front().around_switch = Seconds{60};
  CHECK(wanted(at(0)) == at(3600));
  CHECK(wanted(at(3600)) == at(3660));
  CHECK(wanted(at(10'799)) == at(10'859));
  CHECK_FALSE(wanted(at(10'800)));
}
