#include "agent/cli/records_answer.hpp"

#include "agent/cli/command_line.hpp"

#include <doctest/doctest.h>

using namespace cutwatch::cli;
using nlohmann::json;

namespace {

json group(const std::string& server, const std::string& line) {
  return {{"nameservers", json::array({server})},
          {"last_seen", "2026-12-01T20:00:00.000Z"},
          {"zone_lines", json::array({line})}};
}

json cutover_with(const json& published, const json& noted) {
  return {{"domain", "example.org"},
          {"records",
           json::array(
               {{{"name", "example.org."}, {"rrtype", "MX"}, {"published", published}, {"noted", noted}}})}};
}

const std::string kOld = "example.org. 60 IN MX 10 mail.example.org.";
const std::string kNew = "example.org. 60 IN MX 5 in.proxy.example.";

}  // namespace

TEST_CASE("what all publish is printed as it is in a zone, and what was there before as a comment") {
  const json noted{{"zone_lines", json::array({"example.org. 3600 IN MX 10 mail.example.org."})},
                   {"at", "2026-12-01T19:00:00.000Z"}};
  const auto answer = records_answer(cutover_with(json::array({group("ns1.example.org.", kOld)}), noted));
  CHECK(answer.exit_status == kPass);
  CHECK(answer.warnings.empty());
  CHECK(answer.zone ==
        "; ns1.example.org., at 2026-12-01T20:00:00.000Z\n"
        "example.org. 60 IN MX 10 mail.example.org.\n"
        "; before the cutover, noted at 2026-12-01T19:00:00.000Z\n"
        "; example.org. 3600 IN MX 10 mail.example.org.\n");
  CHECK(answer.document["records"][0]["noted"] == noted);
}

TEST_CASE("what is absent is said once, as one comment") {
  const std::string absent = "; example.org. MX: absent";
  const json noted{{"zone_lines", json::array({absent})}, {"at", "2026-12-01T19:00:00.000Z"}};
  const auto zone =
      records_answer(cutover_with(json::array({group("ns1.example.org.", absent)}), noted)).zone;
  CHECK(zone ==
        "; ns1.example.org., at 2026-12-01T20:00:00.000Z\n; example.org. MX: absent\n"
        "; before the cutover, noted at 2026-12-01T19:00:00.000Z\n; example.org. MX: absent\n");
}

TEST_CASE("where name servers disagree that is said, and none of it passes for the zone") {
  const auto answer = records_answer(
      cutover_with(json::array({group("ns1.example.org.", kOld), group("ns2.example.org.", kNew)}), nullptr));
  CHECK(answer.exit_status == kNotPassed);
  CHECK(answer.warnings == std::vector<std::string>{"example.org. MX: the name servers disagree"});
  CHECK(
      answer.zone.starts_with("; example.org. MX: THE NAME SERVERS DISAGREE: none of these is the record\n"
                              "; ns1.example.org., at 2026-12-01T20:00:00.000Z\n; example.org. 60"));
  CHECK_FALSE(answer.zone.contains("\nexample.org."));
  CHECK(answer.zone.ends_with("; before the cutover: not noted\n"));
}

TEST_CASE("what nobody has said cannot be told") {
  const auto answer = records_answer(cutover_with(json::array(), nullptr));
  CHECK(answer.exit_status == kCannotTell);
  CHECK(answer.zone.starts_with("; example.org. MX: no name server has said what it publishes\n"));
}

TEST_CASE("a record that breaks out of its line does not") {
  const auto answer = records_answer(cutover_with(
      json::array({group("ns1\n.example.org.", "x\nexample.org. 60 IN MX 0 evil.example.")}), 3));
  CHECK_FALSE(answer.zone.contains("\nexample.org."));
  for (const auto& document : {json(), json(3), json{{"records", json::array({1, json::object()})}}})
    CHECK_NOTHROW(records_answer(document));
}
