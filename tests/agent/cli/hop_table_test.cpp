#include "agent/cli/hop_table.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::cli;
using namespace cutwatch::test;

namespace {

const std::vector<IpNetwork> kTrusted{{ip("198.51.100.7"), 32}};
const std::vector<std::string> kReceived{
    "from in.proxy.example (in.proxy.example [198.51.100.7]) by mail.example.org id 4DEF; Tue, 01 Dec 2026 "
    "00:00:02 +0000",
    "from agent ([203.0.113.9]) by in.proxy.example id ABC123; Tue, 01 Dec 2026 00:00:01 +0000",
    "from bank.example ([198.51.100.7]) by liar.example; Tue, 01 Dec 2026 00:00:00 +0000"};

}  // namespace

TEST_CASE("hops stand in the order of the way, and those below a stranger are not believed") {
  const auto hops = hops_of(kReceived, kTrusted);
  REQUIRE(hops.size() == 3);
  CHECK(hops[0].line->by == "liar.example");
  CHECK_FALSE(hops[0].is_believed);
  CHECK(hops[1].is_believed);
  CHECK(hops[2].is_believed);
  CHECK(hop_table(hops) ==
        "HOP  BELIEVED  BY                FROM                             AT\n"
        "1    no        liar.example      bank.example [198.51.100.7]      2026-12-01T00:00:00Z\n"
        "2    yes       in.proxy.example  agent [203.0.113.9]              2026-12-01T00:00:01Z\n"
        "3    yes       mail.example.org  in.proxy.example [198.51.100.7]  2026-12-01T00:00:02Z\n");
}

TEST_CASE("a line that cannot be read is shown as such, and ends what is believed") {
  const auto hops = hops_of({kReceived[0], "garbage", kReceived[1]}, kTrusted);
  REQUIRE(hops.size() == 3);
  CHECK_FALSE(hops[0].is_believed);
  CHECK_FALSE(hops[1].line);
  CHECK_FALSE(hops[1].is_believed);
  CHECK(hops[2].is_believed);
  CHECK(hop_table(hops).contains("2    no        (cannot be read)  -"));
  const auto document = hops_json(hops);
  CHECK(document.at(1).at("by").is_null());
  CHECK(document.at(2).at("from_address") == "198.51.100.7");
  CHECK(document.at(2).at("id") == "4DEF");
  CHECK(document.at(2).at("is_believed") == true);
}

TEST_CASE("long and hostile names are cut and shown without their bytes") {
  const auto hops = hops_of({"from " + std::string(500, 'a') + " ([192.0.2.1]) by \x1b[2J\x07" +
                             std::string(500, 'b') + "; Tue, 01 Dec 2026 00:00:00 +0000"},
                            {});
  const auto table = hop_table(hops);
  CHECK_FALSE(table.contains('\x1b'));
  CHECK_FALSE(table.contains('\x07'));
  CHECK(table.size() < 600);
}

TEST_CASE("no hops are a table without rows") {
  CHECK(hop_table({}) == "HOP  BELIEVED  BY  FROM  AT\n");
  CHECK(hops_json({}).empty());
}
