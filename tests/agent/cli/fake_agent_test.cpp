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
      : on_request_(std::move(on_request)),
        body_(json{{"at", "2026-12-01T20:00:00.000Z"}, {"cutovers", std::move(cutovers)}}.dump()),
        server_(exporters::HttpServer::start(
                    {Endpoint{IpAddress::parse("127.0.0.1").value(), 0}},
                    {.pages = {{"/api/v1/status", [this] { return answer(); }}}, .actions = {}}, clock_)
                    .value()) {}

  Ran ask(std::vector<std::string> words) const {
    words.insert(words.begin(), "cutwatch");
    words.insert(words.end(), {"--agent", "http://127.0.0.1:" + std::to_string(server_->ports().front())});
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
          {"rollback", {{"publish", json::array({domain + ". 60 IN MX 10 mail.example.org."})}}},
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
  CHECK(
      all.out ==
      "example.org (proxy), phase verify\nswitch: taken\nexample.net (proxy), phase verify\nswitch: taken\n");
  CHECK(all.err.empty());
  CHECK(agent.ask({"plan", "--domain", "example.net"}).out ==
        "example.net (proxy), phase verify\nswitch: taken\n");
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

TEST_CASE("without an agent there is no answer") {
  for (const auto* command : {"status", "plan", "records", "rollback"}) {
    const auto ran = run({"cutwatch", command, "--agent", "http://127.0.0.1:1"});
    CHECK(ran.status == 3);
    CHECK(ran.out.empty());
    CHECK_FALSE(ran.err.empty());
  }
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
