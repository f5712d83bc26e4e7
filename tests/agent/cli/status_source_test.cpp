#include "agent/cli/status_source.hpp"

#include "agent/store/dns_store.hpp"
#include "agent/store/message_store.hpp"
#include "agent/store/schema.hpp"
#include "tests/agent/cli/ran.hpp"
#include "tests/support/observations.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <filesystem>
#include <fstream>

// The commands that say where cutovers stand, from a state file that an agent left behind in 2020.
using namespace cutwatch;
using namespace cutwatch::test;

namespace {

constexpr WallTime kThen{std::chrono::sys_days{std::chrono::year{2020} / 1 / 1}};

class LeftBehind {
 public:
  std::string config() const { return folder_.file("cutwatch.toml"); }
  std::string state() const { return folder_.file("state.db"); }

  LeftBehind() {
    std::ofstream(config()) << fmt::format(
        "[state]\npath = \"{}\"\n[resolvers]\nuse = [\"google\"]\n[[cutover]]\ndomain = \"example.org\"\n"
        "kind = \"proxy\"\n[[cutover.record]]\nrrtype = \"MX\"\nstages = [[\"10 mail.example.org.\"], "
        "[\"5 in.proxy.example.\", \"20 mail.example.org.\"], [\"5 in.proxy.example.\"]]\n"
        "[[cutover.server]]\nrole = \"old\"\nhost = \"mail.example.org\"\naddresses = [\"192.0.2.10\"]\n",
        state());
  }

  /// What both name servers published, one after the other, an hour each.
  void published(const std::vector<std::pair<dns::RrSet, std::int64_t>>& versions) const {
    auto messages = store::MessageStore::open(state(), {}).value();
    store::DnsChanges changes;
    for (const auto& server : {kNs1, kNs2}) {
      AuthorityView view;
      auto when = kThen;
      std::uint32_t serial = 1;
      for (const auto& [rrset, ttl] : versions) {
        view.history = dns::with_sample(
            std::move(view.history),
            {.rrset = rrset, .ttl = Seconds{ttl}, .serial = serial++, .sent = when, .received = when});
        when += std::chrono::hours{1};
      }
      changes.authorities[{{"example.org", kMxQuestion}, server}].view = Shared(std::move(view));
    }
    REQUIRE(store::DnsStore(messages.database()).write(changes, kThen));
  }

 private:
  TempDirectory folder_;
};

Ran ask(const LeftBehind& left, const std::string& command, std::vector<std::string> more = {}) {
  std::vector<std::string> words{"cutwatch", command, "--config.file", left.config()};
  words.insert(words.end(), more.begin(), more.end());
  return run(std::move(words));
}

}  // namespace

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
    CHECK(ran.status == 0);
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
  SUBCASE("missing") { CHECK(ask(left, "plan").err == "there is no state file " + left.state() + "\n"); }
  SUBCASE("no database") {
    std::ofstream(left.state()) << std::string(5000, 'x');
    CHECK(ask(left, "plan").err.contains("file is not a database"));
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
  for (const auto* command : {"status", "plan", "records", "rollback"}) {
    const auto ran = ask(left, command);
    CHECK(ran.status == 2);
    CHECK(ran.out.empty());
  }
  CHECK(ask(left, "status", {"--watch"}).status == 2);
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
