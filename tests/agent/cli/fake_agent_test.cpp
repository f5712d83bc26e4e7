#include "agent/cli/agent_status.hpp"
#include "exporters/http/http_server.hpp"
#include "runtime/clock.hpp"
#include "tests/agent/cli/ran.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <memory>

#include <signal.h>
#include <unistd.h>

// Commands against something that answers as an agent does.
using namespace cutwatch;
using namespace cutwatch::test;
using nlohmann::json;

namespace {

class FakeAgent {
 public:
  /// It is told of each request before the answer.
  explicit FakeAgent(
      json cutovers, std::function<void()> on_request = [] {})
      : FakeAgent(json{{"at", "2026-12-01T20:00:00.000Z"}, {"cutovers", std::move(cutovers)}}.dump(),
                  std::move(on_request)) {}
  /// It answers with these very octets.
  explicit FakeAgent(
      std::string body, std::function<void()> on_request = [] {})
      : on_request_(std::move(on_request)),
        body_(std::move(body)),
        server_(exporters::HttpServer::start(
                    {Endpoint{IpAddress::parse("127.0.0.1").value(), 0}},
                    {.pages = {{"/api/v1/status", [this] { return answer(); }}}, .actions = {}}, clock_)
                    .value()) {}

  Ran ask(std::vector<std::string> words, const std::string& behind_url = "") const {
    words.insert(words.begin(), "cutwatch");
    words.insert(words.end(),
                 {"--agent", "http://127.0.0.1:" + std::to_string(server_->ports().front()) + behind_url});
    return run(std::move(words));
  }

 private:
  exporters::HttpResponse answer() const {
    on_request_();
    return {.body = body_};
  }

  std::function<void()> on_request_;
  RealClock clock_;
  std::string body_;
  std::unique_ptr<exporters::HttpServer> server_;
};

json gate(const std::string& verdict) {
  return {{"step", "done"}, {"gate", "lock_in_place"}, {"verdict", verdict}, {"evidence", "x"}};
}

json cutover(const std::string& domain) {
  return {{"domain", domain},
          {"kind", "proxy"},
          {"phase", "verify"},
          {"decision", {{"sentence", "Wait."}}},
          {"gates", json::array({gate("fail")})},
          {"plan", json::array({{{"step", "switch"}, {"sentence", "taken"}}})},
          {"rollback",
           {{"publish", json::array({domain + ". 60 IN MX 10 mail.example.org."})},
            {"old_path", {{"state", "good"}, {"evidence", "x"}}}}},
          {"records", json::array()}};
}

}  // namespace

TEST_CASE("a single gate is data, and goes where data goes") {
  const FakeAgent agent(json::array({cutover("example.org")}));
  const auto ran = agent.ask({"gate", "done"});
  CHECK(ran.status == 1);
  CHECK(ran.out == "fail         lock_in_place            x\n");
  CHECK(ran.err.empty());
  const auto none = agent.ask({"gate", "switch"});
  CHECK(none.status == 2);
  CHECK(none.out.empty());
  CHECK(none.err == "example.org has no gate before switch\n");
}

TEST_CASE("of several cutovers all are shown, or the one that is named") {
  const FakeAgent agent(json::array({cutover("example.org"), cutover("example.net")}));
  const auto all = agent.ask({"plan"});
  CHECK(all.status == 0);
  CHECK(all.out ==
        "example.org (proxy), phase verify\nWait.\nswitch: taken\nexample.net (proxy), phase "
        "verify\nWait.\nswitch: taken\n");
  CHECK(all.err.empty());
  CHECK(agent.ask({"plan", "--domain", "example.net"}).out ==
        "example.net (proxy), phase verify\nWait.\nswitch: taken\n");
  const auto lines = agent.ask({"rollback", "-o", "json"}).out;
  CHECK(std::ranges::count(lines, '\n') == 2);
  CHECK(agent.ask({"records", "--domain", "example.com"}).status == 2);
}

TEST_CASE("an agent that says strange things draws nothing on the terminal") {
  auto strange = cutover("exam\x1b[2Jple");
  strange["plan"] = json::array({{{"step", "\x1b]0;x\x07"}, {"sentence", "\r\n\xc2\x9b"}}});
  strange["records"] = json::array({{{"name", "\x1b"}, {"published", json::array({1, 2})}, {"noted", 3}}});
  const FakeAgent agent(json::array({strange, 3, nullptr}));
  for (const auto* command : {"status", "plan", "records", "rollback"}) {
    const auto ran = agent.ask({command});
    CHECK_FALSE(ran.out.contains('\x1b'));
    CHECK_FALSE(ran.err.contains('\x1b'));
    CHECK_FALSE(ran.out.contains('\r'));
  }
}

TEST_CASE("an agent that nests without an end is no agent's answer, and takes no stack") {
  constexpr std::size_t kDeep = 200'000;
  const auto nest = std::string(kDeep, '[') + std::string(kDeep, ']');
  for (const auto& body : {R"({"cutovers":)" + nest + "}",
                           R"({"cutovers":[{"domain":"example.org","records":)" + nest + "}]}"}) {
    const FakeAgent agent(body);
    for (const auto* command : {"status", "plan", "records", "rollback"}) {
      INFO(command);
      CHECK(agent.ask({command}).status == 3);
      CHECK(agent.ask({command, "-o", "json"}).status == 3);
    }
    CHECK(agent.ask({"gate", "switch"}).status == 2);
  }
}

TEST_CASE("what an agent does not tell is no answer: neither nothing, nor that there is nothing") {
  auto bare = json::object();
  bare["domain"] = "example.net";
  const FakeAgent agent(json::array({cutover("example.org"), bare}));
  for (const auto* command : {"status", "plan", "records", "rollback"}) {
    INFO(command);
    const auto ran = agent.ask({command, "--domain", "example.net"});
    CHECK(ran.status == 3);
    CHECK(ran.out.empty());
    CHECK(ran.err.starts_with("of example.net this agent does not tell "));
    CHECK(ran.err.contains("another version of cutwatch?"));
    CHECK(agent.ask({command}).status == 3);
    CHECK(agent.ask({command}).err == ran.err);
    CHECK(agent.ask({command, "--domain", "example.org"}).status != 3);
  }
}

TEST_CASE("records of several cutovers say whose they are") {
  auto first = cutover("example.org");
  first["records"] = json::array(
      {{{"name", "example.org."}, {"rrtype", "MX"}, {"published", json::array()}, {"noted", nullptr}}});
  const FakeAgent several(json::array({first, cutover("example.net")}));
  CHECK(several.ask({"records"}).out ==
        "; example.org (proxy), phase verify\n"
        "; example.org. MX: no name server has said what it publishes\n; before the cutover: not noted\n"
        "; example.net (proxy), phase verify\n");
  CHECK_FALSE(several.ask({"records", "--domain", "example.org"}).out.contains("phase verify"));
  CHECK_FALSE(FakeAgent(json::array({first})).ask({"records"}).out.contains("phase verify"));
}

TEST_CASE("without an agent there is no answer") {
  for (const auto* command : {"status", "plan", "records", "rollback"}) {
    const auto ran = run({"cutwatch", command, "--agent", "http://127.0.0.1:1"});
    CHECK(ran.status == 3);
    CHECK(ran.out.empty());
    CHECK(ran.err.contains("is an agent running there (cutwatch run)?"));
    CHECK(ran.err.contains("--config.file"));
  }
  CHECK(run({"cutwatch", "gate", "switch", "--agent", "http://127.0.0.1:1"})
            .err.contains("is an agent running there (cutwatch run)?"));
}

TEST_CASE("a domain is found however its letters are written") {
  const FakeAgent agent(json::array({cutover("example.org"), cutover("example.net")}));
  for (const auto* domain : {"EXAMPLE.ORG.", "Example.Org", "example.org."})
    CHECK(agent.ask({"plan", "--domain", domain}).status == 0);
  CHECK(agent.ask({"plan", "--domain", "example..org"}).status == 2);
}

TEST_CASE("an agent's URL may end in a slash, and is one of plain HTTP") {
  const FakeAgent agent(json::array({cutover("example.org")}));
  CHECK(agent.ask({"plan"}, "/").status == 0);
  CHECK(cli::agent_url("192.0.2.10:9953").value() == "http://192.0.2.10:9953");
  for (const auto* url : {"https://127.0.0.1:9953", "http://", "http:///api", "ftp://127.0.0.1"}) {
    CAPTURE(url);
    for (const auto& words : {std::vector<std::string>{"plan"}, {"gate", "done"}}) {
      auto line = words;
      line.insert(line.begin(), "cutwatch");
      line.insert(line.end(), {"--agent", url});
      const auto ran = run(line);
      CHECK(ran.status == 2);
      CHECK(ran.err.contains("--agent: expected http://HOST:PORT, got "));
    }
  }
}

TEST_CASE("a time limit without waiting is an error of use: it would limit nothing") {
  const FakeAgent agent(json::array({cutover("example.org")}));
  const auto ran = agent.ask({"gate", "done", "--timeout", "2h"});
  CHECK(ran.status == 2);
  CHECK(ran.err.contains("--wait"));
}

TEST_CASE("nobody waits for a step that is taken already") {
  auto taken = cutover("example.org");
  taken["decision"] = {{"decision", "done"}, {"next_step", nullptr}, {"sentence", "Done."}};
  int asked = 0;
  const FakeAgent agent(json::array({taken}), [&] { ++asked; });
  const auto ran = agent.ask({"gate", "done", "--wait", "--timeout", "3s"});
  CHECK(ran.status == 1);
  CHECK(ran.out.ends_with("\ndone is taken already (phase verify).\n"));
  CHECK(asked == 1);
}

TEST_CASE("who waits is told why, and in the end whether it may be taken or cannot be told") {
  auto shut = cutover("example.org");
  shut["decision"] = {{"decision", "wait"}, {"next_step", "done"}, {"sentence", "Wait."}};
  const FakeAgent agent(json::array({shut}));
  const auto waited = agent.ask({"gate", "done", "--wait", "--timeout", "1ms"});
  CHECK(waited.status == 1);
  CHECK(waited.out.starts_with("fail         lock_in_place            x\n"));
  CHECK(waited.err.ends_with("Z Wait.\n"));
  auto unknown = shut;
  unknown["gates"] = json::array({gate("no_evidence")});
  CHECK(FakeAgent(json::array({unknown})).ask({"gate", "done", "--wait", "--timeout", "1ms"}).status == 3);
  const auto none =
      run({"cutwatch", "gate", "done", "--wait", "--timeout", "1ms", "--agent", "http://127.0.0.1:1"});
  CHECK(none.status == 3);
  CHECK(none.out.empty());
  CHECK(none.err.contains("Z no answer: "));
}

TEST_CASE("watching tells what is new with the time, and ends well with a signal") {
  int asked = 0;
  const FakeAgent agent(json::array({cutover("example.org")}), [&] {
    if (++asked == 2) kill(getpid(), SIGINT);  // the first request comes before anything is watched
  });
  const auto ran = agent.ask({"status", "--watch"});
  CHECK(ran.status == 0);
  CHECK(ran.out ==
        "2026-12-01T20:00:00.000Z example.org: phase verify\n2026-12-01T20:00:00.000Z example.org: Wait.\n");
  CHECK(ran.err.empty());
}
