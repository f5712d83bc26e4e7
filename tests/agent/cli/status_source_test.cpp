#include "agent/cli/status_source.hpp"

#include "agent/store/schema.hpp"
#include "tests/agent/cli/left_behind.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <filesystem>
#include <fstream>

// The commands that say where cutovers stand, from a state file that an agent left behind in 2020.
using namespace cutwatch;
using namespace cutwatch::test;

TEST_CASE("status from a state file: said to be so, and no gate rests on evidence that old") {
  const LeftBehind left;
  left.published({{kOldMx, 3600}, {kOldMx, 60}});
  const auto ran = ask(left, "status");
  CHECK(ran.status == 0);
  CHECK(ran.err.starts_with("from the state file " + left.state() + ", last written "));
  CHECK(std::ranges::count(ran.err, '\n') == 1);
  CHECK(ran.out.starts_with("example.org (proxy), phase lower_ttl\n"));
  CHECK(ran.out.contains("no_evidence  old_ttl_expired"));
  CHECK(ran.out.contains("last said what it publishes for example.org. MX at 2020-01-01T01:00:00.000Z"));
  CHECK_FALSE(ran.out.contains("pass         old_ttl_expired"));
}

TEST_CASE("gate from a state file: evidence that old takes no step, and the answer is no pass") {
  const LeftBehind left;
  left.published({{kOldMx, 3600}, {kOldMx, 60}});
  const auto ran = run({"cutwatch", "gate", "switch", "--config.file", left.config()});
  CHECK(ran.status == 3);
  CHECK(ran.err.starts_with("from the state file " + left.state() + ", last written "));
  CHECK(ran.out.contains("no_evidence  old_ttl_expired"));
  const auto document = nlohmann::json::parse(ask(left, "gate", {"switch", "-o", "json"}).out);
  CHECK(document["domain"] == "example.org");
  CHECK(document["may_be_taken"].is_null());
  CHECK(document["gates"].size() > 3);
  CHECK(ask(left, "gate", {"switch", "--wait"}).status == 2);
}

TEST_CASE("of two cutovers in a configuration gate takes none by itself, though the file knows only one") {
  const LeftBehind left;
  left.published({{kOldMx, 60}});
  std::ofstream(left.config(), std::ios::app)
      << "[[cutover]]\ndomain = \"example.net\"\nkind = \"proxy\"\n[[cutover.record]]\nrrtype = \"MX\"\n"
         "stages = [[\"10 mail.example.net.\"], [\"5 in.proxy.example.\"]]\n";
  const auto unnamed = ask(left, "gate", {"switch"});
  CHECK(unnamed.status == 2);
  CHECK(unnamed.err == "which domain? The configuration has several cutovers\n");
  CHECK(unnamed.out.empty());
  CHECK(ask(left, "gate", {"switch", "--domain", "example.org"}).status == 3);
}

TEST_CASE("plan from a state file: no time without evidence") {
  const LeftBehind left;
  left.published({{kOldMx, 3600}, {kOldMx, 60}});
  const auto ran = ask(left, "plan");
  CHECK(ran.status == 0);
  CHECK(ran.out.contains("lower_ttl: taken since 2020-01-01T01:00:00.000Z\n"));
  CHECK(ran.out.contains("switch: no time can be told: ns1.example.org. (192.0.2.53) last said"));
  CHECK(ran.out.contains("    publish  example.org. 60 IN MX 5 in.proxy.example.\n"));
  const auto document = nlohmann::json::parse(ask(left, "plan", {"-o", "json"}).out);
  CHECK(document["plan"][1]["kind"] == "no_time");
}

TEST_CASE("records from a state file: what was published last, and that nothing was noted before") {
  const LeftBehind left;
  left.published({{kOldMx, 3600}, {kNewMx, 60}});
  const auto ran = ask(left, "records");
  CHECK(ran.status == 0);
  CHECK(ran.out ==
        "; ns1.example.org. 192.0.2.53, ns2.example.org. 198.51.100.53, at 2020-01-01T01:00:00.000Z\n"
        "example.org. 60 IN MX 20 mail.example.org.\n"
        "example.org. 60 IN MX 5 in.proxy.example.\n"
        "; before the cutover: not noted\n");
}

TEST_CASE("rollback from a state file: what to publish; without a change there is nothing to go back to") {
  const LeftBehind left;
  SUBCASE("switched") {
    left.published({{kOldMx, 60}, {kNewMx, 60}});
    const auto ran = ask(left, "rollback");
    CHECK(ran.status == 3);
    CHECK(ran.out.contains("see first that the old server takes mail, nothing shows it"));
    CHECK(ran.out.contains("    example.org. 60 IN MX 10 mail.example.org.\n"));
    CHECK(ran.out.contains("When that has taken effect cannot be told:\n"));
  }
  SUBCASE("not switched") {
    left.published({{kOldMx, 60}});
    const auto ran = ask(left, "rollback");
    CHECK(ran.status == 1);
    CHECK(ran.out.empty());
    CHECK(ran.err.contains("there is nothing to go back to"));
  }
}

TEST_CASE("a state file that cannot be used is told, with exit status 2") {
  const LeftBehind left;
  SUBCASE("missing") {
    CHECK(ask(left, "plan").err ==
          "there is no state file " + left.state() + ": has the agent run with this configuration?\n");
  }
  SUBCASE("no database") {
    std::ofstream(left.state()) << std::string(5000, 'x');
    CHECK(ask(left, "plan").err == "the state file " + left.state() +
                                       " is damaged (file is not a database): the next `cutwatch run` sets "
                                       "it aside, and begins a new one\n");
  }
  SUBCASE("a folder") {
    std::filesystem::create_directory(left.state());
    CHECK(ask(left, "plan").err == left.state() + " is a directory: [state] path names a file\n");
  }
  SUBCASE("of a newer version") {
    left.published({{kOldMx, 60}});
    store::MessageStore::open(left.state(), {})
        .value()
        .database()
        .execute(fmt::format("UPDATE meta SET schema_version = {}", store::kSchemaVersion + 1).c_str())
        .value();
    CHECK(ask(left, "plan").err.contains("use the newer cutwatch"));
  }
  for (const auto* command : {"status", "plan", "records", "rollback", "report"}) {
    INFO(command);
    const auto ran = ask(left, command);
    CHECK(ran.status == 2);
    CHECK(ran.out.empty());
    CHECK(ran.err.contains(left.state()));
    CHECK_FALSE(ran.err.contains("cutwatch-state-"));  // the copy is nobody's business
  }
  CHECK(ask(left, "status", {"--watch"}).status == 2);
}

TEST_CASE("a state file that knows nothing of the domain is no answer: 3, and the reason") {
  const LeftBehind left;
  SUBCASE("empty") { std::ofstream(left.state()); }
  SUBCASE("of other domains") { store::MessageStore::open(left.state(), {}).value(); }
  for (const auto* command : {"status", "plan", "records", "rollback", "report"}) {
    INFO(command);
    const auto ran = ask(left, command);
    CHECK(ran.status == 3);
    CHECK(ran.out.empty());
    CHECK(ran.err == left.state() + " knows nothing of example.org\n");
  }
}

TEST_CASE("of a file that knows one domain and not the other, the one is shown and the other said") {
  const LeftBehind left;
  left.published({{kOldMx, 60}});
  std::ofstream(left.config(), std::ios::app)
      << "[[cutover]]\ndomain = \"example.net\"\nkind = \"proxy\"\n[[cutover.record]]\nrrtype = \"MX\"\n"
         "stages = [[\"10 mail.example.net.\"], [\"5 in.proxy.example.\"]]\n";
  const auto both = ask(left, "status");
  CHECK(both.status == 0);
  CHECK(both.out.contains("example.org (proxy)"));
  CHECK_FALSE(both.out.contains("example.net (proxy)"));
  CHECK(both.err.contains(left.state() + " knows nothing of example.net\n"));
  CHECK(ask(left, "plan", {"--domain", "example.org"}).err.find("example.net") == std::string::npos);
  const auto other = ask(left, "status", {"--domain", "example.net"});
  CHECK(other.status == 3);
  CHECK(other.out.empty());
}

TEST_CASE("who reads the state file needs no secret: nobody is asked") {
  const LeftBehind left;
  left.published({{kOldMx, 60}});
  std::ofstream(left.config(), std::ios::app)
      << "[[cutover.mailbox]]\nid = \"inbox\"\nurl = \"imaps://mail.example.org\"\naddress = \"192.0.2.10\"\n"
         "user = \"probe@example.org\"\npassword_file = \"/nowhere/imap\"\n";
  for (const auto* command : {"status", "plan", "records", "rollback", "report"}) {
    INFO(command);
    CHECK_FALSE(ask(left, command).err.contains("password_file"));
    CHECK(ask(left, command).status <= 1);
  }
  CHECK(run({"cutwatch", "config", "check", left.config()}).err.contains("password_file"));
}

TEST_CASE("a domain is found however its letters are written") {
  const LeftBehind left;
  left.published({{kOldMx, 60}});
  for (const auto* command : {"status", "report"}) {
    for (const auto* domain : {"EXAMPLE.ORG.", "Example.Org", "example.org."})
      CHECK(ask(left, command, {"--domain", domain}).status == 0);
  }
}

TEST_CASE("a wrong configuration, another domain, and both sources at once are errors of use") {
  const LeftBehind left;
  left.published({{kOldMx, 60}});
  const auto other = ask(left, "plan", {"--domain", "example.net"});
  CHECK(other.status == 2);
  CHECK(other.err.contains("example.net"));
  CHECK(ask(left, "plan", {"--agent", "http://127.0.0.1:1"}).status == 2);
  std::ofstream(left.config(), std::ios::app) << "nonsense = 1\n";
  const auto wrong = ask(left, "plan");
  CHECK(wrong.status == 2);
  CHECK(wrong.err.contains("nonsense: unknown key"));
}
