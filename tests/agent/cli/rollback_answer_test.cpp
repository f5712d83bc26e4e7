#include "agent/cli/rollback_answer.hpp"

#include "agent/cli/command_line.hpp"

#include <doctest/doctest.h>

using namespace cutwatch::cli;
using nlohmann::json;

namespace {

json cutover_with(const json& rollback) {
  return {{"domain", "example.org"}, {"kind", "proxy"}, {"phase", "verify"}, {"rollback", rollback}};
}

json way_with(const json& old_path) {
  return {{"publish", json::array({"x"})},
          {"effective", "2026-12-01T20:01:05.000Z"},
          {"proofs", json::array()},
          {"old_path", old_path}};
}

}  // namespace

TEST_CASE("what to publish, and when that has taken effect") {
  const auto answer =
      rollback_answer(cutover_with({{"publish", json::array({"example.org. 60 IN MX 10 mail.example.org."})},
                                    {"effective", "2026-12-01T20:01:05.000Z"},
                                    {"proofs", json::array({{{"text", "copies of it may live until then"}}})},
                                    {"old_path", {{"state", "good"}, {"evidence", "message 7 arrived"}}}}));
  CHECK(answer.is_possible);
  CHECK(answer.exit_status == kPass);
  CHECK(answer.text ==
        "example.org (proxy), phase verify: to go back, publish\n"
        "    example.org. 60 IN MX 10 mail.example.org.\n"
        "Published now, it has taken effect everywhere by 2026-12-01T20:01:05.000Z:\n"
        "    copies of it may live until then\n");
  CHECK(answer.document["rollback"]["effective"] == "2026-12-01T20:01:05.000Z");
}

TEST_CASE("who would go back to a server that refuses mail is told first, and no script goes on") {
  const auto answer = rollback_answer(
      cutover_with(way_with({{"state", "refuses"}, {"evidence", "message 7, ended as refused: 550 no"}})));
  CHECK(answer.is_possible);
  CHECK(answer.exit_status == kNotPassed);
  CHECK(answer.text ==
        "example.org (proxy), phase verify: open the old server first, it does not take mail now (message "
        "7, ended as refused: 550 no).\n"
        "Once it takes mail, to go back, publish\n"
        "    x\n"
        "Published now, it has taken effect everywhere by 2026-12-01T20:01:05.000Z:\n");
}

TEST_CASE("without evidence of the old path that is said first, and it cannot be told") {
  const auto answer = rollback_answer(
      cutover_with(way_with({{"state", "unproven"}, {"evidence", "no round trip takes the old path"}})));
  CHECK(answer.exit_status == kCannotTell);
  CHECK(answer.text.starts_with(
      "example.org (proxy), phase verify: see first that the old server takes mail, nothing shows it (no "
      "round trip takes the old path).\nOnce that is sure, to go back, publish\n    x\n"));
  for (const auto& strange : {json(), json(3), json("good"), json{{"state", 3}}})
    CHECK(rollback_answer(cutover_with(way_with(strange))).exit_status == kCannotTell);
}

TEST_CASE("when it takes effect may not be known, and there may be nothing to go back to") {
  const auto unknown = rollback_answer(
      cutover_with({{"publish", json::array({"x"})}, {"effective", nullptr}, {"proofs", json::array()}}));
  CHECK(unknown.text.contains("When that has taken effect cannot be told"));
  const auto nothing = rollback_answer(cutover_with({{"publish", json::array()}, {"effective", nullptr}}));
  CHECK_FALSE(nothing.is_possible);
  CHECK(nothing.exit_status == kNotPassed);
  CHECK(nothing.text ==
        "example.org (proxy), phase verify: no record has changed and no TTL was lowered, there is nothing "
        "to go back to\n");
  for (const auto& document : {json(), json(3), cutover_with(3)})
    CHECK_FALSE(rollback_answer(document).is_possible);
}

TEST_CASE("a TTL that is raised again is in effect at once") {
  auto cutover = cutover_with({{"publish", json::array({"example.org. 3600 IN MX 10 mail.example.org."})},
                               {"effective", "2026-12-01T20:00:00.000Z"},
                               {"ttl_only", true},
                               {"proofs", json::array()}});
  CHECK(rollback_answer(cutover).text ==
        "example.org (proxy), phase verify: to go back, publish\n"
        "    example.org. 3600 IN MX 10 mail.example.org.\n"
        "Nothing but the TTL changes: for senders that is in effect at once.\n");
  cutover["rollback"]["ttl_only"] = "yes";
  CHECK(rollback_answer(cutover).text.contains("taken effect everywhere by"));
}

TEST_CASE("where all is taken back already, until when copies of it live is told in place of at once") {
  auto cutover = cutover_with({{"publish", json::array({"example.org. 3600 IN MX 10 mail.example.org."})},
                               {"effective", "2026-12-01T20:05:00.000Z"},
                               {"ttl_only", true},
                               {"proofs", json::array()}});
  cutover["phase"] = "lower_ttl";
  cutover["rolled_back"] = true;
  cutover["taken_back"] = {{"sentence", "The new records were taken back at T; leave the new server on."}};
  const auto answer = rollback_answer(cutover);
  CHECK(answer.text ==
        "example.org (proxy), phase lower_ttl, rolled back: to go back, publish\n"
        "    example.org. 3600 IN MX 10 mail.example.org.\n"
        "Nothing but the TTL changes. The new records were taken back at T; leave the new server on.\n");
  CHECK(answer.document["taken_back"] == cutover["taken_back"]);
  cutover["rollback"]["publish"] = json::array();
  CHECK(
      rollback_answer(cutover).text ==
      "example.org (proxy), phase lower_ttl, rolled back: all is taken back, there is nothing to go back to\n"
      "The new records were taken back at T; leave the new server on.\n");
}

TEST_CASE("before the switch an old path that refuses is said first, too, and no script goes on") {
  auto cutover = cutover_with(way_with({{"state", "refuses"}, {"evidence", "ended as refused: 550 no"}}));
  cutover["rollback"]["ttl_only"] = true;
  const auto answer = rollback_answer(cutover);
  CHECK(answer.exit_status == kNotPassed);
  CHECK(
      answer.text ==
      "example.org (proxy), phase verify: mail by the old path does not arrive now, and all mail still goes "
      "there (ended as refused: 550 no).\nTo go back, publish\n    x\n"
      "Nothing but the TTL changes: for senders that is in effect at once.\n");
  cutover["rollback"]["old_path"]["state"] = "unproven";
  CHECK(rollback_answer(cutover).exit_status == kPass);
}
