#include "agent/cli/plan_table.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace cutwatch::cli;
using nlohmann::json;

TEST_CASE("each step with its time, its zone lines, and what holds it up") {
  const json cutover{
      {"domain", "example.org"},
      {"kind", "proxy"},
      {"phase", "lower_ttl"},
      {"decision", {{"sentence", "Wait until T before you publish the new records."}}},
      {"plan",
       json::array(
           {{{"step", "lower_ttl"},
             {"sentence", "taken"},
             {"proofs", json::array()},
             {"publish", json::array()}},
            {{"step", "switch"},
             {"sentence", "not before T, and not without path_proven: x"},
             {"publish", json::array({"example.org. 60 IN MX 5 in.proxy.example."})},
             {"proofs",
              json::array({{{"gate", "old_ttl_expired"}, {"holds_up", "time"}, {"text", "copies may live"}},
                           {{"gate", "mx_valid"}, {"holds_up", "none"}, {"text", "waived"}},
                           {{"gate", nullptr}, {"holds_up", "endless"}, {"text", "who knows"}},
                           {{"gate", "path_proven"}, {"holds_up", "evidence"}, {"text", "x\x1b[2J"}}})}}})}};
  CHECK(plan_table(cutover) ==
        "example.org (proxy), phase lower_ttl\n"
        "Wait until T before you publish the new records.\n"
        "lower_ttl: taken\n"
        "switch: not before T, and not without path_proven: x\n"
        "    publish  example.org. 60 IN MX 5 in.proxy.example.\n"
        "    wait     old_ttl_expired: copies may live\n"
        "    passed   mx_valid: waived\n"
        "    no time  who knows\n"
        "    missing  path_proven: x\\x1b[2J\n");
}

TEST_CASE("what the sentence of a step ends with is not said again below it, but for a gate") {
  const auto proof = [](const json& gate) {
    return json{{"gate", gate}, {"holds_up", "evidence"}, {"text", "mail is put off: 4.7.1"}};
  };
  const auto shown = plan_table({{"plan", json::array({{{"step", "switch"},
                                                        {"sentence", "not yet: mail is put off: 4.7.1"},
                                                        {"proofs", json::array({proof(nullptr)})}},
                                                       {{"step", "remove_old"},
                                                        {"sentence", "not yet: mail is put off: 4.7.1"},
                                                        {"proofs", json::array({proof("g")})}}})}});
  CHECK(shown ==
        " (), phase \nswitch: not yet: mail is put off: 4.7.1\nremove_old: not yet: mail is put off: 4.7.1\n"
        "    missing  g: mail is put off: 4.7.1\n");
}

TEST_CASE("a document of nothing is a plan of nothing") {
  for (const auto& document : {json(), json(3), json::array(), json{{"plan", json::array({3, nullptr})}}})
    CHECK(plan_table(document).starts_with(" (), phase \n"));
}

TEST_CASE("after a rollback that is said with the phase, and until when copies of what was taken back live") {
  const json cutover{{"domain", "example.org"},
                     {"kind", "proxy"},
                     {"phase", "lower_ttl"},
                     {"rolled_back", true},
                     {"taken_back", {{"sentence", "They were taken back."}}},
                     {"decision", {{"sentence", "Wait."}, {"next_step", nullptr}}}};
  CHECK(plan_table(cutover) ==
        "example.org (proxy), phase lower_ttl, rolled back\nWait.\nThey were taken back.\n");
}
