#include "exporters/report.hpp"

#include "core/cutover/judgement.hpp"
#include "core/cutover/switch_times.hpp"
#include "exporters/markdown_text.hpp"
#include "tests/support/cutover_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace cutwatch;
using namespace cutwatch::exporters;
using namespace cutwatch::test;
using nlohmann::json;

namespace {

/// A cutover that was switched, with what the agent tells of it every minute, and a message that was lost.
struct Story {
  CutoverWorld world{[] {
    auto plan = proxy_plan(pending_gates());
    plan.accepted.push_back({"isp-fra", "our own | <b>cache</b>"});
    return plan;
  }()};

  Story() {
    world.publish_everywhere(kOldMx, 3600);
    live(600);
    world.publish_everywhere(kOldMx, 60);
    live(4000);
    world.publish_everywhere(kNewMx, 60);
    live(600);
    world.see(recorded(world.now(), "gone"));
    world.see(attempted(world.now(), "gone", mail::SmtpDisposition::accepted));
    world.see(mailbox_shows(world.now() + 901, {}));
  }

  void live(double seconds) {
    for (double left = seconds; left > 0; left -= 60) {
      world.pass(60);
      const auto assessed = world.assess();
      const auto& chronicle = *world.snapshot().domains.at(kDomain)->chronicle;
      world.see(JudgementChanged{
          .domain = kDomain,
          .entries = cutover::changes_since(chronicle.last, world.plan(), assessed, {.now = at(world.now())}),
          .switches = cutover::switch_news(chronicle.switches, assessed, at(world.now()))});
    }
  }

  json report() const {
    const auto& state = *world.snapshot().domains.at(kDomain);
    std::vector<mail::LedgerEntry> messages;
    for (const auto& entry : state.mail->ended) messages.push_back(*entry);
    return report_json({.plan = world.plan(),
                        .state = state,
                        .resolvers = resolvers,
                        .messages = messages,
                        .known_until = at(world.now())});
  }
  std::vector<dns::Resolver> resolvers{{"google", endpoint("192.0.2.1"), "google"},
                                       {"quad9", endpoint("192.0.2.2"), "quad9"}};
};

std::vector<std::string> sentences(const json& timeline, const std::string& kind) {
  std::vector<std::string> out;
  for (const auto& event : timeline) {
    if (event["kind"] == kind) out.push_back(event["sentence"]);
  }
  return out;
}

}  // namespace

TEST_CASE("the timeline has the phases, and what each name server published, in order") {
  const auto report = Story().report();
  const auto& timeline = report["timeline"];
  CHECK(sentences(timeline, "phase") == std::vector<std::string>{"phase prepare",
                                                                 "phase lower_ttl, was prepare",
                                                                 "phase verify, was lower_ttl"});
  const auto published = sentences(timeline, "published");
  CHECK(std::ranges::count_if(published, [](const auto& each) {
          return each ==
                 "ns1.example.org. (192.0.2.53) publishes example.org. MX: " + kNewMx.text() + ", TTL 60";
        }) == 1);
  CHECK_FALSE(sentences(timeline, "verdict").empty());
  CHECK(std::ranges::is_sorted(timeline, {},
                               [](const auto& event) { return event["at"].template get<std::string>(); }));
}

TEST_CASE("each resolver has when it had only the new, and how long that took") {
  const auto report = Story().report();
  REQUIRE(report["resolvers"].size() == 2);
  const auto& google = report["resolvers"][0];
  CHECK(google["resolver"] == "google");
  CHECK(google["target"] == kNewMx.text());
  CHECK(google["state"] == "new");
  CHECK(google["took_seconds"].get<double>() >= 0);
  CHECK(google["took_seconds"].get<double>() <= 180);
  CHECK(google["kept_past_bound_because"].is_null());
}

TEST_CASE("every message is there, losses on top, and the totals are of all that ever were") {
  const auto report = Story().report();
  CHECK(report["messages"][0]["id"] == "gone");
  CHECK(report["messages"][0]["result"] == "lost");
  CHECK(report["message_totals"].size() == 2);
  CHECK(report["summary"].get<std::string>().contains("1 lost"));
  CHECK(report["records_noted"][0]["ttl"] == 3600);
  CHECK(report["waived"].size() == pending_gates().size());
}

TEST_CASE("a report is made before anything is known") {
  const auto plan = proxy_plan();
  const DomainState nothing;
  const auto report =
      report_json({.plan = plan, .state = nothing, .resolvers = {}, .messages = {}, .known_until = at(0)});
  CHECK(report["summary"] ==
        "example.org (kind proxy) was in phase prepare at 2026-12-01T00:00:00.000Z, not switched; no "
        "resolver was "
        "seen to follow a change; 0 probe messages ended, 0 in flight.");
  CHECK(report_markdown(report).contains("## Timeline\n\nNone.\n"));
}

TEST_CASE("the Markdown has what the JSON has, and every row the columns of its table") {
  const auto text = report_markdown(Story().report());
  CHECK(text.starts_with("# Cutover of example.org\n"));
  CHECK(text.contains("our own \\| &lt;b&gt;cache&lt;/b&gt;"));
  CHECK(text.contains("| gone | main | new |"));
  CHECK(text.contains("phase verify, was lower\\_ttl"));
  std::size_t columns = 0;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const auto end = text.find('\n', begin);
    const auto line = text.substr(begin, end - begin);
    begin = end + 1;
    if (!line.starts_with('|')) {
      columns = 0;
      continue;
    }
    std::size_t bars = 0;
    for (std::size_t i = 0; i < line.size(); ++i)
      if (line[i] == '|' && (i == 0 || line[i - 1] != '\\')) ++bars;
    if (columns != 0) CHECK(bars == columns);
    columns = bars;
  }
}

TEST_CASE("what others wrote is text in Markdown, never markup, HTML or a link") {
  struct Row {
    std::string_view text;
    std::string_view shown;
  };
  const Row rows[] = {
      {"plain", "plain"},
      {"a|b", "a\\|b"},
      {"<script>alert(1)</script>", "&lt;script&gt;alert\\(1\\)&lt;/script&gt;"},
      {"![x](http://evil.example)", "\\!\\[x\\]\\(http&#58;//evil.example\\)"},
      {"`code` *bold* _it_", "\\`code\\` \\*bold\\* \\_it\\_"},
      {"www.evil.example", "www&#46;evil.example"},
      {"a@b.example", "a&#64;b.example"},
      {"&amp;", "&amp;amp;"},
      {"10:00:00", "10:00:00"},
      {"\x1b[31m\r\n# x", "\\\\x1b\\[31m\\\\x0d\\\\x0a\\# x"},
  };
  for (const auto& row : rows) CHECK(markdown_text(row.text) == row.shown);
}
