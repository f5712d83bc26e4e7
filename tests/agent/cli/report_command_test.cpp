#include "tests/agent/cli/left_behind.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <filesystem>

using namespace cutwatch;
using namespace cutwatch::test;

TEST_CASE("a report of several cutovers is of the one that is named") {
  const LeftBehind left;
  left.published({{kOldMx, 60}});
  std::ofstream(left.config(), std::ios::app)
      << "[[cutover]]\ndomain = \"example.net\"\nkind = \"proxy\"\n[[cutover.record]]\nrrtype = \"MX\"\n"
         "stages = [[\"10 mail.example.net.\"], [\"5 in.proxy.example.\"]]\n";
  const auto which = ask(left, "report");
  CHECK(which.status == 2);
  CHECK(which.err == "--domain: which of example.org example.net?\n");
  CHECK(ask(left, "report", {"--domain", "example.org"}).out.starts_with("# Cutover of example.org\n"));
  const auto other = ask(left, "report", {"--domain", "example.com"});
  CHECK(other.status == 2);
  CHECK(other.err ==
        "--domain: the configuration does not watch example.com, but example.org, example.net\n");
}

TEST_CASE("a report is judged as of what the agent wrote last, however old the file is itself") {
  const LeftBehind left;
  left.published({{kOldMx, 60}});
  const auto report = ask(left, "report").out;
  CHECK(nlohmann::json::parse(ask(left, "report", {"-o", "json"}).out)["known_until"] ==
        "2020-01-01T00:00:00.000Z");
  const auto written = std::filesystem::last_write_time(left.state());
  std::filesystem::last_write_time(left.state(), written + std::chrono::hours{48});
  CHECK(ask(left, "report").out == report);
  CHECK_FALSE(report.contains("still runs"));
}

TEST_CASE("a report says that a damaged state file is still there") {
  const LeftBehind left;
  left.published({{kOldMx, 60}});
  std::ofstream(left.state() + ".corrupt-20191231T000000Z") << "x";
  CHECK(ask(left, "report").out.contains("state\\_set\\_aside"));
  CHECK(ask(left, "status").out.contains("(state_set_aside)"));
}
