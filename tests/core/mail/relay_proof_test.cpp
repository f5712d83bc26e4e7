#include "core/mail/relay_proof.hpp"

#include "tests/core/mail/traces.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <array>
#include <random>
#include <string>
#include <vector>

// Whether mail to one server was handed on to another one, by its Received lines.
using namespace cutwatch;
using namespace cutwatch::mail;

namespace {

using RelayLines = std::vector<std::string>;
using Outcome = PathProof::Outcome;

const std::string kOldAddress = "192.0.2.25";
const std::string kNewAddress = "203.0.113.80";
const std::string kStoreAddress = "203.0.113.90";
const std::string kAgentAddress = "203.0.113.50";

RelayExpected relayed_by_old(MailboxKeeper keeper = MailboxKeeper::unknown) {
  return {.trusted = {network(kOldAddress, 32), network(kNewAddress, 32), network(kStoreAddress, 32)},
          .first = {network(kOldAddress, 32)},
          .second = {network(kNewAddress, 32)},
          .kept_by = keeper,
          .queue_id = "4OLD"};
}

std::string line(const std::string& by, const std::string& from, const std::string& id) {
  return fmt::format("from host.example (host.example [{}])\n\tby {} (Postfix) with ESMTP id {}", from, by,
                     id);
}

const std::string kStoreFromNew = line("store", kNewAddress, "4STO");
const std::string kStoreFromOld = line("store", kOldAddress, "4STO");
const std::string kByOldHost = line("mx-new.example.org", kOldAddress, "4NEW");
const std::string kByAgentAtOld = line("mx-old.example.org", kAgentAddress, "4OLD");
const std::string kByAgentAtNew = line("mx-new.example.org", kAgentAddress, "4NEW");

Outcome outcome(const RelayLines& values, MailboxKeeper keeper = MailboxKeeper::unknown) {
  return prove_relay(trace_of(values), relayed_by_old(keeper)).outcome;
}

}  // namespace

TEST_CASE("mail that the new server had from the old one is proven, by the queue id that only we were told") {
  const auto proof = prove_relay(trace_of({kStoreFromNew, kByOldHost, kByAgentAtOld}), relayed_by_old());
  CHECK(proof.outcome == Outcome::proven);
  CHECK(proof.grade == PathProof::Grade::by_queue_id);
  CHECK(proof.why == "mx-new.example.org had it from 192.0.2.25, queue id 4OLD");
  CHECK(outcome({kByOldHost, kByAgentAtOld}, MailboxKeeper::second) == Outcome::proven);
  CHECK(outcome({kLmtp, kByOldHost, kByAgentAtOld}, MailboxKeeper::second) == Outcome::proven);
}

TEST_CASE("who keeps the mailbox is not guessed") {
  CHECK(outcome({kByOldHost, kByAgentAtOld}) == Outcome::unknown);
  CHECK(outcome({kStoreFromOld, kByAgentAtOld}) == Outcome::unknown);
  const auto own =
      prove_relay(trace_of({kStoreFromNew, kByOldHost, kByAgentAtOld}), relayed_by_old(MailboxKeeper::first));
  CHECK(own.outcome == Outcome::unknown);
  CHECK(own.why.ends_with("the mailbox is that server's own"));
}

TEST_CASE("mail that the old server filed itself, or never had, contradicts, whatever is forged below") {
  for (const auto keeper : {MailboxKeeper::unknown, MailboxKeeper::first, MailboxKeeper::second}) {
    CHECK(outcome({kByAgentAtOld}, keeper) == Outcome::contradicted);
    CHECK(outcome({kByAgentAtNew, kByOldHost, kByAgentAtOld}, keeper) == Outcome::contradicted);
  }
  CHECK(outcome({kStoreFromNew, kByAgentAtNew, kByOldHost}) == Outcome::contradicted);
}

TEST_CASE("the order counts: what the old server had from the new one was not handed to that") {
  CHECK(outcome({kStoreFromOld, line("mx-old.example.org", kNewAddress, "4OLD"), kByAgentAtNew}) ==
        Outcome::unknown);
}

TEST_CASE("an address of both servers tells neither") {
  auto way = relayed_by_old();
  way.second.push_back(network(kOldAddress, 32));
  CHECK(prove_relay(trace_of({kStoreFromNew, kByOldHost, kByAgentAtOld}), way).outcome == Outcome::unknown);
}

TEST_CASE("mail without lines that can be read proves nothing") {
  CHECK(outcome({}) == Outcome::unknown);
  CHECK(outcome({kStoreFromNew, "hello", kByAgentAtOld}) == Outcome::unknown);
  CHECK(outcome({kStoreFromNew}) == Outcome::unknown);
}

TEST_CASE("the mailbox's own server took it where its queue id stands before anybody handed it on") {
  const auto trusted = relayed_by_old().trusted;
  CHECK(is_taken_by_keeper(trace_of({kLmtp, kByAgentAtNew}), trusted, "4NEW"));
  CHECK_FALSE(is_taken_by_keeper(trace_of({kLmtp, kByAgentAtNew}), trusted, "4OTHER"));
  CHECK_FALSE(is_taken_by_keeper(trace_of({kLmtp, kByAgentAtNew}), trusted, ""));
  CHECK_FALSE(is_taken_by_keeper(trace_of({kStoreFromNew, kByAgentAtNew}), trusted, "4NEW"));
  CHECK_FALSE(
      is_taken_by_keeper(trace_of({line("store", "203.0.113.9", "4X"), kByAgentAtNew}), trusted, "4NEW"));
  CHECK_FALSE(is_taken_by_keeper(trace_of({}), trusted, "4NEW"));
}

TEST_CASE(
    "of any way it is proven just where the new server is met before the old one, and forging adds nothing") {
  std::mt19937 random{20261123};
  const std::array hosts{kOldAddress, kNewAddress, kStoreAddress, std::string("127.0.0.1")};
  std::size_t proven = 0;
  for (int i = 0; i < 3000; ++i) {
    const auto keeper = static_cast<MailboxKeeper>(random() % 3);
    RelayLines way;
    bool is_at_new = keeper == MailboxKeeper::second;
    bool is_met = false;  // the first station that is known to be the old server's
    bool is_handed_on = false;
    for (auto length = random() % 5; length > 0; --length) {
      const auto& from = hosts.at(random() % hosts.size());
      way.push_back(line("writer", from, "4X"));
      if (from == kOldAddress && !is_met) is_handed_on = is_at_new;
      is_met = is_met || from == kOldAddress;
      is_at_new = is_at_new || from == kNewAddress;
    }
    way.push_back(line("writer", kAgentAddress, "4X"));
    const bool is_relayed = is_handed_on && keeper != MailboxKeeper::first;
    CAPTURE(i);
    const auto told = prove_relay(trace_of(way), relayed_by_old(keeper));
    CHECK((told.outcome == Outcome::proven) == is_relayed);
    CHECK((told.outcome == Outcome::contradicted) == !is_met);
    proven += is_relayed ? 1 : 0;
    for (auto forged = random() % 4; forged > 0; --forged)
      way.push_back(line("forged", hosts.at(random() % hosts.size()), "4OLD"));
    CHECK(prove_relay(trace_of(way), relayed_by_old(keeper)) == told);
  }
  CHECK(proven > 300);
}
