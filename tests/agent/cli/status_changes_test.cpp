#include "agent/cli/status_changes.hpp"

#include <doctest/doctest.h>

using namespace cutwatch::cli;
using nlohmann::json;

namespace {

json cutover(const std::string& phase, const std::string& verdict, const std::string& evidence,
             const json& conditions = json::array()) {
  return {
      {"domain", "example.org"},
      {"phase", phase},
      {"decision",
       {{"decision", "wait"},
        {"next_step", "switch"},
        {"until", nullptr},
        {"sentence", "Wait: " + evidence}}},
      {"gates",
       json::array({{{"step", "switch"}, {"gate", "mx_valid"}, {"verdict", verdict}, {"evidence", evidence}},
                    {{"step", "done"}, {"gate", "ttl_restored"}, {"verdict", "fail"}}})},
      {"conditions", conditions}};
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("of the first look all is told, of the next ones what has changed") {
  StatusChanges changes;
  CHECK(changes.after(cutover("prepare", "fail", "a")) ==
        Lines{"example.org: phase prepare", "example.org: Wait: a",
              "example.org: before switch: mx_valid fail: a"});
  CHECK(changes.after(cutover("prepare", "fail", "b")).empty());
  CHECK(changes.after(cutover("prepare", "pass", "c")) ==
        Lines{"example.org: before switch: mx_valid pass: c"});
  CHECK(changes.after(cutover("lower_ttl", "pass", "c")) == Lines{"example.org: phase lower_ttl"});
}

TEST_CASE("a gate that is open at the first look is no news") {
  StatusChanges changes;
  CHECK(changes.after(cutover("prepare", "waived", "a")) ==
        Lines{"example.org: phase prepare", "example.org: Wait: a"});
  CHECK(changes.after(cutover("prepare", "no_evidence", "b")) ==
        Lines{"example.org: before switch: mx_valid no_evidence: b"});
}

TEST_CASE("a condition is told when it comes, when it gets worse, and when it goes") {
  StatusChanges changes;
  changes.after(cutover("prepare", "pass", "a"));
  const auto with = [](const std::string& severity) {
    return json::array(
        {{{"condition", "off_plan"}, {"severity", severity}, {"sentence", severity + ": x (off_plan)."}}});
  };
  CHECK(changes.after(cutover("prepare", "pass", "a", with("warning"))) ==
        Lines{"example.org: warning: x (off_plan)."});
  CHECK(changes.after(cutover("prepare", "pass", "a", with("critical"))) ==
        Lines{"example.org: critical: x (off_plan)."});
  CHECK(changes.after(cutover("prepare", "pass", "a")) == Lines{"example.org: no longer: off_plan"});
}

TEST_CASE("that the new records were taken back is told, and when the last copies have ended") {
  StatusChanges changes;
  changes.after(cutover("verify", "pass", "a"));
  auto back = cutover("lower_ttl", "pass", "a");
  back["rolled_back"] = true;
  back["taken_back"] = {{"sentence", "The new records were taken back at T; leave the new server on."}};
  CHECK(changes.after(back) ==
        Lines{"example.org: phase lower_ttl, rolled back",
              "example.org: The new records were taken back at T; leave the new server on."});
  CHECK(changes.after(back).empty());
  back["taken_back"]["sentence"] = "They have ended.";
  CHECK(changes.after(back) == Lines{"example.org: They have ended."});
}

TEST_CASE("a domain that is watched no longer gets a last line, and is new when it comes again") {
  StatusChanges changes;
  changes.after(cutover("prepare", "pass", "a"));
  CHECK(changes.gone({"example.org", "example.net"}).empty());
  CHECK(changes.gone({"example.net"}) == Lines{"example.org: watched no longer"});
  CHECK(changes.gone({"example.net"}).empty());
  CHECK(changes.after(cutover("prepare", "pass", "a")).size() == 2);
}

TEST_CASE("hostile text stays on its line") {
  StatusChanges changes;
  for (const auto& line : changes.after(cutover("pre\x1b[2Jpare\n", "fail", "\r\nx"))) {
    CHECK_FALSE(line.contains('\n'));
    CHECK_FALSE(line.contains('\r'));
    CHECK_FALSE(line.contains('\x1b'));
  }
  for (const auto& document : {json(), json(3), json{{"gates", 3}, {"decision", 3}}})
    CHECK_NOTHROW(changes.after(document));
}
