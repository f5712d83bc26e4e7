#include "core/metrics/metrics.hpp"
#include "core/snapshot/snapshot.hpp"
#include "core/text/printable.hpp"
#include "exporters/prometheus_text.hpp"
#include "exporters/report.hpp"
#include "exporters/status_json.hpp"
#include "tests/core/cutover/server_log/log_world.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <string>
#include <utility>

// What strangers write into a server's log, on its way out of the agent.
using namespace cutwatch;
using namespace cutwatch::test;
using nlohmann::json;

namespace {

const std::string kHostile = "\x1b]0;evil\x07<script>evil()</script>\"'|`[x](javascript:evil)\r\x9b\xff";

/// The same as far as a host's name can hold it in a line of Postfix.
const std::string kHostileName = "\x1b(0<script>evil()</script>\"'|`\x9b\xff";

cutover::Plan hostile_plan() {
  auto plan = log_plan();
  plan.logs = {{.role = cutover::ServerRole::old_server, .path = "/old.log"},
               {.role = cutover::ServerRole::new_server, .path = "/new.log"}};
  return plan;
}

/// A message of a client with such a name, sender, HELO and Message-ID, what the next host said of it, and a
/// refusal.
LogLines hostile_lines() {
  const auto client = kHostileName + "[203.0.113.9]";
  const auto said =
      postfix("relay/smtp",
              fmt::format("ABCDEF1: to=<p@example.org>, relay={}[192.0.2.10]:25, delay=1, delays=0/0/1/0, "
                          "dsn=4.7.1, status=deferred (host {} said: 450 4.7.1 {})",
                          kHostileName, kHostileName, kHostile));
  const auto refused =
      postfix("smtpd", fmt::format("NOQUEUE: reject: RCPT from {}: 554 5.7.1 <{}>: {}; from=<{}> "
                                   "to=<p@example.org> proto=ESMTP helo=<{}>",
                                   client, kHostile, kHostile, kHostile, kHostile));
  return joined({received("ABCDEF1", client, kHostile, kHostile), {said, refused, delivered("ABCDEF1")}});
}

Snapshot told_by(const cutover::Plan& plan) {
  Snapshot snapshot;
  for (const auto role : {cutover::ServerRole::old_server, cutover::ServerRole::new_server}) {
    const bool is_old = role == cutover::ServerRole::old_server;
    snapshot = fold(std::move(snapshot),
                    MailLogRead{.domain = plan.label(),
                                .role = std::string(to_string(role)),
                                .source = is_old ? "/old.log" : "/new.log",
                                .at = kLogNow,
                                .facts = ReadLog{.plan = plan, .role = role}.of(hostile_lines())});
  }
  return snapshot;
}

/// Calls `check` with every text in a document, keys included.
void each_text(const json& value, const std::function<void(const std::string&)>& check) {
  if (value.is_string()) check(value.get<std::string>());
  for (const auto& [key, inner] : value.items()) {
    if (!value.is_structured()) return;
    if (value.is_object()) check(key);
    each_text(inner, check);
  }
}

bool is_plain(const std::string& text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c < '\x7f'; });
}

}  // namespace

TEST_CASE("what strangers write into a log is shown escaped in the API, with what they wrote to be seen") {
  const auto plan = hostile_plan();
  const auto root =
      json::parse(exporters::status_json({.plans = {plan}, .resolvers = {}}, told_by(plan), "1", kLogNow));
  each_text(root, [](const std::string& text) { CHECK(is_plain(text)); });
  const auto& logs = root["cutovers"].at(0)["server_logs"];
  REQUIRE(logs.size() == 2);
  CHECK(logs.at(0)["last_strangers"].at(0)["name"].get<std::string>().starts_with("\\x1b(0<script>evil()"));
  CHECK(logs.at(0)["senders"].at(0)["name"].get<std::string>().starts_with("\\x1b(0<script>evil()"));
  CHECK(logs.at(1)["last_failures"].at(0)["words"].get<std::string>().contains("\\x1b]0;evil"));
}

TEST_CASE("what strangers write into a log is never a label") {
  const auto plan = hostile_plan();
  const auto text = exporters::prometheus_text(metrics::metrics_of(
      {.plans = {plan}, .resolvers = {}}, told_by(plan), {.version = "1", .revision = "r"}, kLogNow));
  CHECK(text.contains(
      "cutwatch_mta_refused_total{domain=\"example.org\",role=\"old\",origin=\"other\",class=\"5xx\"} 1"));
  CHECK_FALSE(text.contains("evil"));
  CHECK_FALSE(text.contains("203.0.113"));
}

TEST_CASE("what strangers write into a log is no markup in the report") {
  const auto plan = hostile_plan();
  auto snapshot = told_by(plan);
  auto report = exporters::report_json({.plan = plan,
                                        .state = *snapshot.domains.at(plan.label()),
                                        .resolvers = {},
                                        .messages = {},
                                        .known_until = kLogNow});
  each_text(report, [](const std::string& text) { CHECK(is_plain(text)); });
  report["farewell"] = {{"former_messages", {{"moved", 1}}},
                        {"former_networks", {{"moved", 1}}},
                        {"late_networks", 3},
                        {"late", json::array({{{"network", "203.0.113.0/24"},
                                               {"name", printable(kHostile)},
                                               {"messages", 1},
                                               {"before", 0},
                                               {"last", "2026-12-01T20:00:00Z"}}})}};
  const auto markdown = exporters::report_markdown(report);
  CHECK(markdown.contains("203.0.113.0/24"));
  CHECK(markdown.contains("And 2 networks more."));
  CHECK_FALSE(markdown.contains("<script>"));
  CHECK_FALSE(markdown.contains('\x1b'));
  CHECK_FALSE(markdown.contains("](javascript"));
}
