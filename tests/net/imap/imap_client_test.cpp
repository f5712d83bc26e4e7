#include "net/imap/imap_client.hpp"

#include "tests/support/scripted_stream.hpp"
#include "tests/support/sim.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::net;
using namespace cutwatch::test;
using namespace std::chrono_literals;

namespace {

Turn turn(std::string expected, std::vector<std::string> pieces) {
  return {.expected = std::move(expected), .pieces = std::move(pieces), .failure = {}};
}

struct Bench {
  Sim sim;
  ScriptedConnector connector{sim.clock};
  ImapClient client{connector, sim.clock};

  Bench() { connector.facts.is_authenticated = true; }

  Result<MailboxFindings> search(Millis patience = 30s) {
    const mail::MailServer server{.host = "mail.example.org",
                                  .endpoint = parse_endpoint("192.0.2.1", 993).value(),
                                  .source = {},
                                  .ca_file = {},
                                  .credentials = {}};
    MailboxQuery query;
    query.folders = {{"INBOX", FolderCursor{17, 5}}};
    auto findings = sim.run(client.search(server, query, sim.clock.steady() + patience));
    REQUIRE(findings.has_value());
    CHECK(connector.script->surprises.empty());
    return *findings;
  }
};

const Turn kCapability = turn("c1 CAPABILITY\r\n", {"* CAPABILITY IMAP4rev1\r\n", "c1 OK done\r\n"});
const Turn kExamine =
    turn("c2 EXAMINE \"INBOX\"\r\n", {"* OK [UIDVALIDITY 17] x\r\n* OK [UIDN", "EXT 5] x\r\nc2 OK done\r\n"});

}  // namespace

TEST_CASE("a mailbox is looked into") {
  Bench bench;
  bench.connector.script->turns = {kCapability, kExamine,
                                   turn("c3 LOGOUT\r\n", {"* BYE out\r\nc3 OK done\r\n"})};
  const auto findings = bench.search();
  REQUIRE(findings.has_value());
  CHECK(findings->folders.at(0).cursor == FolderCursor{17, 5});
  CHECK(bench.connector.script->turns.empty());
}

TEST_CASE("a server that is mute on LOGOUT costs 2 s and changes nothing") {
  Bench bench;
  bench.connector.script->turns = {
      kCapability, kExamine, {.expected = "c3 LOGOUT\r\n", .pieces = {}, .failure = {}, .is_mute = true}};
  CHECK(bench.search().has_value());
  CHECK(bench.sim.clock.steady() == SteadyTime{} + 2s);
}

TEST_CASE("a server that falls mute costs the deadline") {
  Bench bench;
  bench.connector.script->turns = {
      kCapability,
      {.expected = "c2 EXAMINE \"INBOX\"\r\n", .pieces = {"* 1 EXISTS\r\n"}, .failure = {}, .is_mute = true}};
  const auto findings = bench.search(30s);
  REQUIRE_FALSE(findings.has_value());
  CHECK(findings.error().kind == FailureKind::timeout);
  CHECK(findings.error().detail.find("mail.example.org") != std::string::npos);
  CHECK(bench.sim.clock.steady() == SteadyTime{} + 30s);
}

TEST_CASE("no connection, no findings") {
  Bench bench;
  bench.connector.failure = Failure{FailureKind::auth, "log-in refused"};
  const auto findings = bench.search();
  REQUIRE_FALSE(findings.has_value());
  CHECK(findings.error().kind == FailureKind::auth);
}

TEST_CASE("without a log-in no folder is asked for") {
  Bench bench;
  bench.connector.facts.is_authenticated = false;
  const auto findings = bench.search();
  REQUIRE_FALSE(findings.has_value());
  CHECK(findings.error().kind == FailureKind::auth);
  CHECK(bench.connector.script->sent.empty());
}
