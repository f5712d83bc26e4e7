#include "agent/cli/status_table.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace cutwatch::cli;
using nlohmann::json;

TEST_CASE("phase, sentence, what to publish, what is wrong, and the gates of the next step") {
  const json cutover{
      {"domain", "example.org"},
      {"kind", "proxy"},
      {"phase", "lower_ttl"},
      {"decision",
       {{"decision", "wait"},
        {"sentence", "Wait, do not yet publish the new records: nobody has looked (mx_valid)."},
        {"next_step", "switch"},
        {"publish", json::array({"example.org. 300 IN MX 5 in.proxy.example."})}}},
      {"conditions",
       json::array({{{"condition", "off_plan"}, {"sentence", "warning: x (off_plan). Correct it."}}})},
      {"gates",
       json::array({{{"step", "switch"}, {"gate", "mx_valid"}, {"verdict", "no_evidence"}, {"evidence", "x"}},
                    {{"step", "done"}, {"gate", "ttl_restored"}, {"verdict", "fail"}, {"evidence", "y"}}})}};
  CHECK(status_table(cutover) ==
        "example.org (proxy), phase lower_ttl\n"
        "Wait, do not yet publish the new records: nobody has looked (mx_valid).\n"
        "  not yet:\n"
        "    example.org. 300 IN MX 5 in.proxy.example.\n"
        "Wrong now (cutwatch explain CONDITION):\n"
        "  warning: x (off_plan). Correct it.\n"
        "Gates before switch:\n"
        "  no_evidence  mx_valid                 x\n");
}

TEST_CASE("zone lines say whether they are to be published") {
  const auto shown = [](const json& decision) {
    auto cutover = json{{"domain", "example.org"}, {"kind", "proxy"}, {"phase", "switch"}};
    cutover["decision"] = decision;
    cutover["decision"]["sentence"] = "So.";
    cutover["decision"]["publish"] = json::array({"example.org. 300 IN MX 5 in.proxy.example."});
    return status_table(cutover);
  };
  const std::string publish = "So.\n  publish:\n    example.org. 300 IN MX 5 in.proxy.example.\n";
  const std::string not_yet = "So.\n  not yet:\n    example.org. 300 IN MX 5 in.proxy.example.\n";
  CHECK(shown({{"decision", "go"}}).contains(publish));
  CHECK(shown({{"decision", "roll_back"}}).contains(publish));
  CHECK(shown({{"decision", "wait"}, {"under_way", true}}).contains(publish));
  CHECK(shown({{"decision", "wait"}, {"under_way", false}}).contains(not_yet));
  CHECK(shown({{"decision", "go"}, {"next_step", "retire_old"}, {"publishes", nullptr}}).contains(publish));
  CHECK(shown({{"decision", "go"}, {"next_step", "retire_old"}, {"publishes", "done"}})
            .contains("So.\n  publish after that:\n    example.org. 300 IN MX 5 in.proxy.example.\n"));
  CHECK(shown(json::object()).contains(not_yet));
}

TEST_CASE("planned maintenance is said before what it mutes") {
  const json work{{"from", "2026-12-01T20:00:00.000Z"},
                  {"until", "2026-12-01T22:00:00.000Z"},
                  {"reason", "the rack moves"}};
  CHECK(status_table({{"domain", "example.org"},
                      {"kind", "proxy"},
                      {"phase", "verify"},
                      {"maintenance", work},
                      {"conditions", json::array({{{"sentence", "warning: x (y). Z. Muted."}}})},
                      {"decision", {{"sentence", "Wait."}, {"next_step", nullptr}}}}) ==
        "example.org (proxy), phase verify\nWait.\n"
        "Planned maintenance until 2026-12-01T22:00:00.000Z: the rack moves\n"
        "Wrong now (cutwatch explain CONDITION):\n  warning: x (y). Z. Muted.\n");
}

TEST_CASE("a cutover that is done has no gates to show, and an empty document is no crash") {
  CHECK(
      status_table({{"domain", "example.org"},
                    {"kind", "address"},
                    {"phase", "done"},
                    {"decision", {{"sentence", "Done: nothing is left to do."}, {"next_step", nullptr}}}}) ==
      "example.org (address), phase done\nDone: nothing is left to do.\n");
  for (const auto& document : {json(), json(3), json::array(), json{{"decision", 3}}})
    CHECK(status_table(document).ends_with("\n\n"));
}

TEST_CASE("after a rollback that is said first, and until when copies of what was taken back live") {
  const json cutover{{"domain", "example.org"},
                     {"kind", "proxy"},
                     {"phase", "lower_ttl"},
                     {"rolled_back", true},
                     {"taken_back", {{"sentence", "They were taken back."}}},
                     {"decision", {{"sentence", "Wait."}, {"next_step", nullptr}}}};
  CHECK(status_table(cutover) ==
        "example.org (proxy), phase lower_ttl, rolled back\nWait.\nThey were taken back.\n");
}

TEST_CASE(
    "who still sends to the old server is listed, the most talkative first, and how many more there are") {
  json late = json::array();
  for (int i = 1; i <= 7; ++i)
    late.push_back({{"network", "203.0." + std::to_string(i) + ".0/24"},
                    {"name", i == 1 ? json("mx.sender.test\x1b[31m") : json()},
                    {"messages", 10 - i},
                    {"before", 3},
                    {"last", "2026-12-01T20:00:00Z"}});
  json cutover{{"domain", "example.org"}, {"kind", "proxy"}, {"phase", "verify"}};
  cutover["farewell"] = {{"since", "2026-12-01T19:00:00Z"},
                         {"share_moved", 0.754},
                         {"late_networks", 40},
                         {"late", late},
                         {"other_messages", 1}};
  const auto shown = status_table(json::parse(cutover.dump()));  // as it comes from the agent
  CHECK(shown.contains(
      "Of the old server's former senders, by the mail they sent, 75 % have moved\n"
      "Still sending to the old server since 2026-12-01T19:00:00Z:\n"
      "  203.0.1.0/24 (mx.sender.test\\x1b[31m): 9 messages, the last at 2026-12-01T20:00:00Z\n"
      "  203.0.2.0/24: 8 messages"));
  CHECK(shown.contains("  and 35 networks more\n  and 1 message of networks that are not told apart\n"));
  CHECK_FALSE(shown.contains("203.0.6.0"));
}

TEST_CASE("without senders at the old server nothing is said of them, whatever stands in their place") {
  json cutover{{"domain", "example.org"}, {"kind", "proxy"}, {"phase", "verify"}};
  for (const auto& nothing : {json(), json("x"), json(json::object()),
                              json{{"late", "x"}, {"share_moved", "x"}, {"other_messages", -1}}}) {
    CAPTURE(nothing.dump());
    cutover["farewell"] = nothing;
    CHECK_FALSE(status_table(cutover).contains("old server"));
  }
}
