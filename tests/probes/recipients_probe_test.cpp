#include "core/cutover/recipients/recipient_target.hpp"
#include "tests/support/probe_bench.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <algorithm>
#include <set>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

const std::string kControl = "cutwatch-no-such-recipient@example.org";
const std::string kNewServer = "recipients/example.org/new/198.51.100.7:25";

struct Bench : ProbeBench {
  explicit Bench(std::vector<std::string> addresses = {"alice@example.org", "bob@example.org"}) {
    plan.servers = {{.role = cutover::ServerRole::old_server,
                     .addresses = {{.host = "mail.example.org", .endpoint = endpoint("192.0.2.10:25")}},
                     .sends_from = {}},
                    {.role = cutover::ServerRole::new_server,
                     .addresses = {{.host = "in.proxy.example", .endpoint = endpoint("198.51.100.7:25")}},
                     .sends_from = {}}};
    plan.recipients = {
        .addresses = std::move(addresses), .from = "probe@agent.example.net", .ehlo = "agent.example.net"};
    mail.reply = knows({"alice@example.org", "bob@example.org"});
  }

  /// A server that knows these, and nobody else.
  static AnsweringConnector::Reply knows(const std::set<std::string>& known) {
    return [known](const std::string& sent) -> std::string {
      if (!sent.starts_with("RCPT TO:<")) return "250 ok\r\n";
      const auto recipient = sent.substr(9, sent.find('>') - 9);
      return known.contains(recipient) ? "250 2.1.5 Ok\r\n" : "550 5.1.1 User unknown\r\n";
    };
  }

  RecipientsAsked look() { return run_for<RecipientsAsked>(kNewServer); }
};

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

std::vector<std::string> people(std::size_t count) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < count; ++i) out.push_back(fmt::format("user{}@example.org", i));
  return out;
}

}  // namespace

TEST_CASE("each configured recipient and the control is asked for, in one dialogue, without a message") {
  Bench bench;
  bench.mail.reply = Bench::knows({"alice@example.org"});
  const auto seen = bench.look();
  CHECK(seen.path == "new");
  CHECK(seen.server == endpoint("198.51.100.7:25"));
  REQUIRE(seen.replies.size() == 3);
  CHECK(seen.replies.at("alice@example.org")->code == 250);
  CHECK(seen.replies.at("bob@example.org")->code == 550);
  CHECK(seen.replies.at(kControl)->code == 550);
  CHECK(bench.mail.dialled == std::vector<std::string>{"198.51.100.7"});
  CHECK(bench.mail.sent ==
        "MAIL FROM:<probe@agent.example.net>\r\nRCPT TO:<alice@example.org>\r\nRCPT TO:<bob@example.org>\r\n"
        "RCPT TO:<" +
            kControl + ">\r\nRSET\r\nQUIT\r\n");
}

TEST_CASE("many recipients are asked for ten in a dialogue, the control in the last one") {
  struct Case {
    std::size_t recipients, dialogues;
  };
  for (const auto& [recipients, dialogues] :
       {Case{1, 1}, Case{10, 1}, Case{11, 2}, Case{20, 2}, Case{50, 5}}) {
    CAPTURE(recipients);
    Bench bench(people(recipients));
    CHECK(bench.look().replies.size() == recipients + 1);
    CHECK(bench.mail.dialled.size() == dialogues);
    CHECK(count_of(bench.mail.sent, kControl) == 1);
    CHECK(count_of(bench.mail.sent, "DATA") == 0);
    CHECK(bench.mail.sent.rfind("MAIL") < bench.mail.sent.find(kControl));
  }
}

TEST_CASE("a server that does not answer is tried once, and nobody is left out") {
  Bench bench(people(50));
  bench.mail.failures.emplace("198.51.100.7", Failure{FailureKind::timeout, "silent"});
  const auto seen = bench.look();
  CHECK(bench.mail.dialled.size() == 1);
  REQUIRE(seen.replies.size() == 51);
  for (const auto& [recipient, reply] : seen.replies) CHECK(reply.error().detail == "silent");
}

TEST_CASE("a server that breaks off is asked for the others all the same") {
  Bench bench(people(11));
  bench.mail.reply = [dialogue = 0](const std::string& sent) mutable -> std::string {
    if (sent.starts_with("MAIL")) ++dialogue;
    return dialogue == 1 && sent.contains("user3@") ? "" : "250 ok\r\n";
  };
  const auto seen = bench.look();
  CHECK(seen.replies.at("user2@example.org")->code == 250);
  CHECK(seen.replies.at("user3@example.org").error().kind == FailureKind::protocol);
  CHECK(seen.replies.at("user9@example.org").error().kind == FailureKind::protocol);
  CHECK(seen.replies.at("user10@example.org")->code == 250);
}

TEST_CASE("one probe an address of a server, at the configured interval; without recipients none") {
  Bench bench;
  bench.plan.servers.front().addresses.push_back(
      {.host = "mail.example.org", .endpoint = endpoint("[2001:db8::10]:25")});
  std::set<std::string> ids;
  for (const auto& each : bench.planned()) {
    if (!each.id.starts_with("recipients/")) continue;
    ids.insert(each.id);
    CHECK(each.interval == std::chrono::minutes{10});
  }
  CHECK(ids == std::set<std::string>{kNewServer, "recipients/example.org/old/192.0.2.10:25",
                                     "recipients/example.org/old/[2001:db8::10]:25"});
  Bench none({});
  CHECK(std::ranges::none_of(none.planned(),
                             [](const auto& each) { return each.id.starts_with("recipients/"); }));
}

TEST_CASE("who is put off is asked again after the greylist's delay; who was told is not") {
  Bench bench;
  const auto wish = [&](const std::string& reply) {
    bench.mail.reply = [reply](const std::string& sent) -> std::string {
      return sent.starts_with("RCPT") ? reply : "250 ok\r\n";
    };
    const auto seen = bench.look();
    DomainState known;
    known.recipients[{"new", seen.server}] = with_replies({}, seen);
    const auto wanted = bench.probe(kNewServer).probe->wanted_at(known, {});
    return wanted ? std::optional(*wanted - seen.at) : std::nullopt;
  };
  CHECK(wish("450 4.2.0 Greylisted\r\n") == bench.plan.timing.greylist_retry);
  CHECK_FALSE(wish("250 ok\r\n"));
  CHECK_FALSE(wish("550 5.1.1 unknown\r\n"));
  CHECK_FALSE(wish("421 busy\r\n"));
}

TEST_CASE("who puts off is asked again in five minutes at the earliest, unless on loopback") {
  Bench bench;
  bench.plan.timing.greylist_retry = Seconds{1};
  const auto wish = [&](const std::string& address) {
    const auto server = endpoint(address);
    bench.plan.servers.back().addresses.front().endpoint = server;
    DomainState known;
    known.recipients[{"new", server}] = with_replies(
        {}, RecipientsAsked{.domain = "example.org",
                            .path = "new",
                            .server = server,
                            .at = at(1),
                            .replies = {{kControl, mail::SmtpReply{450, "4.2.0", "Greylisted"}}}});
    const auto wanted = bench.probe("recipients/example.org/new/" + address).probe->wanted_at(known, {});
    return wanted ? std::optional(*wanted - at(1)) : std::nullopt;
  };
  CHECK(wish("198.51.100.7:25") == Millis{std::chrono::minutes{5}});
  CHECK(wish("127.0.0.7:25") == Millis{Seconds{1}});
}
