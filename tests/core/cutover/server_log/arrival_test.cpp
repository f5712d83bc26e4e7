#include "tests/core/cutover/server_log/log_world.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::test;
using cutover::ServerRole;
using mail::ClientOrigin;

namespace {

const std::string kSender = "mx.sender.test[203.0.113.9]";
const IpNetwork kItsNetwork{ip("203.0.113.0"), 24};

/// A connection whose recipient a rule touches before any content came.
LogLines ruled(std::string_view action, std::string_view client, std::string_view helo, std::string_view from,
               std::string_view commands = "mail=1 rcpt=1 data=1 quit=1 commands=4") {
  return {
      postfix("smtpd", fmt::format("connect from {}", client)),
      postfix("smtpd", fmt::format("NOQUEUE: {}: RCPT from {}: <p@example.org>: Recipient address triggers; "
                                   "from=<{}> to=<p@example.org> proto=ESMTP helo=<{}>",
                                   action, client, from, helo)),
      postfix("smtpd", fmt::format("ABCDEF1: client={}", client)),
      postfix("smtpd", fmt::format("disconnect from {} {}", client, commands))};
}

}  // namespace

TEST_CASE("who sends to a server is told by network, at the old server and at the new one") {
  for (const auto role : {ServerRole::old_server, ServerRole::new_server}) {
    const auto facts = ReadLog{.role = role}.of(
        joined({received("ABCDEF1", kSender), {delivered("ABCDEF1"), removed("ABCDEF1")}}));
    REQUIRE(facts.senders.known.contains(kItsNetwork));
    CHECK(facts.senders.known.at(kItsNetwork) ==
          mail::SenderNetwork{
              .messages = 1, .before = 0, .first = kLogTime, .last = kLogTime, .name = "mx.sender.test"});
    CHECK(facts.strangers.count == (role == ServerRole::old_server ? 1 : 0));
  }
}

TEST_CASE("what came before the switch is known as such, and no name is one") {
  auto times = switch_an_hour_ago();
  times.switched_since = kLogTime + Seconds{1};
  const auto facts = ReadLog{.times = times}.of(
      joined({received("ABCDEF1", "unknown[203.0.113.9]"), {delivered("ABCDEF1")}}));
  CHECK(facts.senders.known.at(kItsNetwork).before == 1);
  CHECK(facts.senders.known.at(kItsNetwork).name.empty());
}

TEST_CASE("the agent, the proxy and users are no senders") {
  for (const auto* client : {"in.proxy.example[198.51.100.7]", "x[203.0.113.130]", "localhost[127.0.0.1]",
                             "x[203.0.113.9], sasl_method=PLAIN, sasl_username=bob"}) {
    CAPTURE(std::string(client));
    CHECK(ReadLog{}.of(joined({received("ABCDEF1", client), {delivered("ABCDEF1")}})).senders ==
          mail::SenderNetworks{});
  }
  const auto own = received("ABCDEF1", kSender, kOwnId + "@agent.example.net", "probe@agent.example.net");
  CHECK(ReadLog{.mail = with_own("old")}.of(joined({own, {delivered("ABCDEF1")}})).senders ==
        mail::SenderNetworks{});
}

TEST_CASE("delays are those of the domain's deliveries that were done") {
  const auto facts = ReadLog{}.of(
      joined({received("ABCDEF1", kSender), {delivered("ABCDEF1"), delivered("ABCDEF1", "p@example.com")}}));
  std::uint64_t in_all = 0;
  for (const auto& stage : facts.delays.stages) {
    for (const auto count : stage.counts) in_all += count;
  }
  CHECK(in_all == 4);
  CHECK(facts.delays.stages.at(0).micros == 20'000);
  CHECK(facts.delays.stages.at(1).micros == 10'000);
}

TEST_CASE("mail that a rule throws away at its recipient was taken from a stranger all the same") {
  const auto facts = ReadLog{}.of(ruled("discard", kSender, "mx.sender.test", "alice@sender.test"));
  CHECK(facts.discarded.count == 1);
  CHECK(facts.accepted.at(ClientOrigin::other).count == 1);
  CHECK(facts.strangers.count == 1);
  CHECK(facts.last_strangers.front().queue_id == "ABCDEF1");
  const auto tried = ReadLog{}.of(
      ruled("discard", kSender, "mx.sender.test", "alice@sender.test", "mail=1 rcpt=1 quit=1 commands=3"));
  CHECK(tried.strangers.count == 0);
  CHECK(tried.accepted.empty());
}

TEST_CASE("the agent's own message that a rule throws away is no stranger's, though it has no Message-ID") {
  const auto facts = ReadLog{}.of(ruled("discard", kSender, "agent.example.net", "probe@agent.example.net"));
  CHECK(facts.discarded.count == 1);
  CHECK(facts.strangers.count == 0);
  CHECK(facts.accepted.at(ClientOrigin::agent).count == 1);
}

TEST_CASE("mail that a rule holds at its recipient is an arrival now, and none more once it is released") {
  auto lines = ruled("hold", kSender, "mx.sender.test", "alice@sender.test");
  CHECK(ReadLog{}.of(lines).strangers.count == 1);
  lines.push_back(postfix("qmgr", "ABCDEF1: from=<alice@sender.test>, size=1, nrcpt=1 (queue active)"));
  lines.push_back(delivered("ABCDEF1"));
  const auto facts = ReadLog{}.of(lines);
  CHECK(facts.strangers.count == 1);
  CHECK(facts.accepted.at(ClientOrigin::other).count == 1);
  CHECK(facts.held.count == 1);
}
