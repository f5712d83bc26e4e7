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
        "lower_ttl: taken\n"
        "switch: not before T, and not without path_proven: x\n"
        "    publish  example.org. 60 IN MX 5 in.proxy.example.\n"
        "    wait     old_ttl_expired: copies may live\n"
        "    passed   mx_valid: waived\n"
        "    no time  who knows\n"
        "    missing  path_proven: x\\x1b[2J\n");
}

TEST_CASE("a document of nothing is a plan of nothing") {
  for (const auto& document : {json(), json(3), json::array(), json{{"plan", json::array({3, nullptr})}}})
    CHECK(plan_table(document).starts_with(" (), phase \n"));
}
