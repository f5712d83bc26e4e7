#include "agent/cli/message_journey.hpp"

#include "agent/cli/one_message.hpp"
#include "tests/support/probe_bench.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <functional>
#include <utility>

using namespace cutwatch;
using namespace cutwatch::cli;
using namespace cutwatch::test;
using enum mail::SmtpDisposition;

namespace {

constexpr const char* kMailbox = "192.0.2.10";

/// A server that takes mail and the mailbox that it gets to: speaks SMTP, and IMAP to tagged commands.
struct MailWorld {
  explicit MailWorld(const Clock& time) : clock(time) {}

  const Clock& clock;
  std::string verdict = "250 2.0.0 Ok: queued as ABC123\r\n";
  Millis takes{};  ///< From the verdict until it is in the mailbox.
  std::function<std::string(std::string)> on_the_way = [](std::string text) { return text; };
  int looks = 0;

  std::string operator()(const std::string& sent) {
    if (is_text_awaited_) return take(sent);
    if (sent.starts_with("DATA")) is_text_awaited_ = true;
    if (sent.starts_with("DATA")) return "354 go on\r\n";
    if (sent.starts_with("QUIT")) return "221 bye\r\n";
    return sent.starts_with("c") ? imap(sent) : "250 ok\r\n";
  }

 private:
  std::string take(std::string text) {
    is_text_awaited_ = false;
    text.resize(text.size() - std::string_view(".\r\n").size());
    if (const auto dots = text.find("\r\n.."); dots != std::string::npos) text.erase(dots + 2, 1);
    text_ =
        "Received: from a.example ([192.0.2.99]) by mail.example.org with ESMTP id ABC123;\r\n"
        " Tue, 01 Dec 2026 00:00:00 +0000\r\n" +
        on_the_way(text);
    arrives_ = clock.steady() + takes;
    return verdict;
  }
  bool has_arrived() const { return !text_.empty() && clock.steady() >= arrives_; }
  std::string fields() const {
    std::string out;
    for (const auto* name : {"X-Cutwatch-Id: ", "X-Cutwatch-Token: "}) {
      const auto at = text_.find(name);
      out += text_.substr(at, text_.find("\r\n", at) + 2 - at);
    }
    return out + "\r\n";
  }
  std::string imap(const std::string& sent) {
    const auto blank = sent.find(' ');
    const auto command = sent.substr(blank + 1);
    const auto done = sent.substr(0, blank) + " OK done\r\n";
    if (command.starts_with("CAPABILITY")) ++looks;
    if (command.starts_with("LOGOUT")) return "* BYE out\r\n" + done;
    if (command.starts_with("EXAMINE"))
      return fmt::format("* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT {}] x\r\n{}", has_arrived() ? 4 : 3, done);
    if (!has_arrived() || !command.starts_with("UID")) return done;
    if (command.starts_with("UID SEARCH")) return "* SEARCH 3\r\n" + done;
    const bool is_whole = command.contains("BODY.PEEK[]");
    const auto data = is_whole ? text_ : fields();
    return fmt::format("* 1 FETCH (UID 3 {}<0> {{{}}}\r\n{})\r\n{}",
                       is_whole ? "BODY[]" : "BODY[HEADER.FIELDS (X-CUTWATCH-ID X-CUTWATCH-TOKEN)]",
                       data.size(), data, done);
  }

  bool is_text_awaited_ = false;
  std::string text_;
  SteadyTime arrives_{};
};

cutover::Plan plan_of_bench() {
  cutover::Plan plan{.domain = name("example.org"), .kind = cutover::Kind::server};
  plan.servers = {
      {.role = cutover::ServerRole::old_server,
       .addresses = {{.host = "old.example.org", .endpoint = parse_endpoint("192.0.2.20", 25).value()}},
       .sends_from = {}},
      {.role = cutover::ServerRole::new_server,
       .addresses = {{.host = "mail.example.org", .endpoint = parse_endpoint("198.51.100.7", 25).value()}},
       .sends_from = {}}};
  plan.mailboxes = {
      {.id = "inbox",
       .server = {.host = "mail.example.org", .endpoint = parse_endpoint(kMailbox, 993).value()},
       .folders = {"INBOX"}}};
  plan.round_trips = {{.id = "main",
                       .from = "probe@agent.example.net",
                       .to = "probe@example.org",
                       .paths = {cutover::Path::new_path},
                       .mailbox = "inbox",
                       .ehlo = "agent.example.net",
                       .late_after = Seconds{120},
                       .lost_after = Seconds{900}}};
  return plan_of_one_message(plan, {.path = "new", .round_trip = ""}).value();
}

struct Witness final : JourneyWitness {
  std::vector<std::string> told;
  void sent(const mail::LedgerEntry& entry) override {
    told.push_back(entry.disposition ? std::string(to_string(*entry.disposition)) : "nothing");
  }
  void could_not_look(const Failure& failure) override { told.push_back(failure.detail); }
};

struct Bench {
  Witness witness;
  MessageJourney journey{plan_of_bench(), net::HmacKey{1, 2, 3}, witness};
  ProbeBench world;
  MailWorld mail{world.sim.clock};

  Bench() {
    world.mail.reply = [this](const std::string& sent) { return mail(sent); };
  }
  std::optional<JourneyEnd> run(std::optional<Millis> timeout, Millis limit = std::chrono::hours{1}) {
    return world.sim.run(journey.run({.clock = world.sim.clock,
                                      .random = world.random,
                                      .dns = world.dns,
                                      .smtp = world.smtp,
                                      .imap = world.imap,
                                      .journal = world.journal,
                                      .pace = world.pace,
                                      .known = {}},
                                     timeout),
                         limit);
  }
  mail::LedgerEntry entry() const { return journey.known().entry.value(); }
  auto looks_dialled() const { return std::ranges::count(world.mail.dialled, kMailbox); }
};

}  // namespace

TEST_CASE("a message is sent once, found, dated and compared") {
  Bench bench;
  bench.mail.takes = Seconds{3};
  CHECK(bench.run(std::nullopt) == JourneyEnd::result);
  CHECK(bench.witness.told == std::vector<std::string>{"accepted"});
  const auto known = bench.journey.known();
  CHECK(known.end == JourneyEnd::result);
  const auto entry = bench.entry();
  CHECK(entry.result == mail::MessageResult::delivered);
  CHECK(entry.queue_id == "ABC123");
  REQUIRE(entry.latency());
  REQUIRE(known.unseen_for);
  CHECK(*entry.latency() >= Seconds{3});
  CHECK(*entry.latency() - *known.unseen_for < Seconds{3});
  CHECK(*known.unseen_for < Seconds{1});
  REQUIRE(entry.sighting->inspection);
  CHECK(entry.sighting->inspection->changes.empty());
  CHECK(entry.sighting->inspection->received.values().size() == 1);
  CHECK(std::ranges::count(bench.world.mail.dialled, "198.51.100.7") == 1);
}

TEST_CASE("where the host's clock is set back, how long it took and lay there unseen is not told") {
  Bench bench;
  bench.mail.takes = Seconds{3};
  bool is_set = false;
  bench.world.mail.reply = [&](const std::string& sent) {
    auto reply = bench.mail(sent);
    if (bench.mail.looks == 2 && !std::exchange(is_set, true))
      bench.world.sim.clock.step_wall(-std::chrono::hours{1});
    return reply;
  };
  CHECK(bench.run(std::nullopt) == JourneyEnd::result);
  CHECK(is_set);
  CHECK_FALSE(bench.entry().latency());
  CHECK_FALSE(bench.journey.known().unseen_for);
}

TEST_CASE("the ledger of whoever gave the context has no part in it") {
  Bench bench;
  bench.run(std::nullopt);
  CHECK(bench.world.journal.events.empty());
  CHECK_FALSE(bench.world.mail.sent.contains("token-of-"));
}

TEST_CASE("a message that a server refused or put off is not looked for, and not sent again") {
  for (const auto& [verdict, end, told] :
       {std::tuple{"550 5.7.1 no\r\n", JourneyEnd::result, "refused"},
        std::tuple{"451 4.7.1 greylisted\r\n", JourneyEnd::not_taken, "deferred"}}) {
    Bench bench;
    bench.mail.verdict = verdict;
    CHECK(bench.run(std::nullopt) == end);
    CHECK(bench.witness.told == std::vector<std::string>{told});
    CHECK(bench.world.mail.dialled == std::vector<std::string>{"198.51.100.7"});
  }
}

TEST_CASE("a server that cannot be reached leaves a message that was not sent") {
  Bench bench;
  bench.world.mail.failures["198.51.100.7"] = {FailureKind::refused, "closed"};
  CHECK(bench.run(std::nullopt) == JourneyEnd::not_taken);
  CHECK(bench.entry().disposition == not_sent);
  CHECK(bench.looks_dialled() == 0);
}

TEST_CASE("it is waited for as long as was said, with a last look at the end, and few looks between") {
  Bench bench;
  bench.mail.takes = std::chrono::hours{2};
  const auto begun = bench.world.sim.clock.steady();
  CHECK(bench.run(Seconds{60}) == JourneyEnd::time);
  CHECK(bench.world.sim.clock.steady() - begun == Seconds{60});
  CHECK(bench.mail.looks > 10);
  CHECK(bench.mail.looks < 40);
  CHECK_FALSE(bench.entry().result);
}

TEST_CASE("without a limit it is waited for until it counts as lost") {
  Bench bench;
  bench.mail.takes = std::chrono::hours{2};
  const auto begun = bench.world.sim.clock.steady();
  CHECK(bench.run(std::nullopt) == JourneyEnd::result);
  CHECK(bench.entry().result == mail::MessageResult::lost);
  CHECK(bench.world.sim.clock.steady() - begun > Seconds{900});
  CHECK(bench.world.sim.clock.steady() - begun < Seconds{960});
  CHECK(bench.mail.looks < 120);
}

TEST_CASE("an account that is refused is not tried again") {
  Bench bench;
  bench.world.mail.failures[kMailbox] = {FailureKind::auth, "no such user"};
  CHECK(bench.run(std::nullopt) == JourneyEnd::no_mailbox);
  CHECK(bench.looks_dialled() == 1);
  CHECK(bench.journey.known().mailbox_failure->kind == FailureKind::auth);
}

TEST_CASE("a mailbox that cannot be reached is tried again, told once, and ends as no evidence") {
  Bench bench;
  bench.world.mail.failures[kMailbox] = {FailureKind::unreachable, "no route"};
  CHECK(bench.run(Seconds{30}) == JourneyEnd::time);
  CHECK(bench.looks_dialled() > 5);
  CHECK(bench.witness.told.size() == 2);
  CHECK(bench.journey.known().mailbox_failure);
}

TEST_CASE("a message with another token is not the one that was sent") {
  Bench bench;
  bench.mail.on_the_way = [](std::string text) {
    const auto token = text.find("X-Cutwatch-Token: ") + std::string_view("X-Cutwatch-Token: ").size();
    text[token] = text[token] == 'a' ? 'b' : 'a';
    return text;
  };
  CHECK(bench.run(Seconds{5}) == JourneyEnd::time);
  CHECK_FALSE(bench.entry().sighting);
}

TEST_CASE("who is stopped can be asked how far it came") {
  Bench bench;
  bench.mail.takes = std::chrono::hours{2};
  CHECK_FALSE(bench.run(std::nullopt, Seconds{10}));
  const auto known = bench.journey.known();
  CHECK(known.end == JourneyEnd::none);
  CHECK(known.entry->disposition == accepted);
}
