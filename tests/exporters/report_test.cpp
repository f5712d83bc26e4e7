#include "exporters/report.hpp"

#include "core/cutover/judgement.hpp"
#include "core/cutover/switch_times.hpp"
#include "core/text/date.hpp"
#include "exporters/markdown_text.hpp"
#include "exporters/report_arrivals.hpp"
#include "tests/support/cutover_world.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

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
          .switches =
              cutover::switch_news(*world.snapshot().domains.at(kDomain), assessed, at(world.now()))});
    }
  }

  /// The old server refuses a message.
  void refuse(const std::string& id) {
    world.see(recorded(world.now(), id, "old"));
    world.see(MessageAttempted{.domain = kDomain,
                               .id = id,
                               .at = at(world.now()),
                               .attempt = {.disposition = mail::SmtpDisposition::refused}});
    world.pass(60);
  }
  /// It is told that it may.
  void release() {
    world.see(JudgementChanged{.domain = kDomain,
                               .entries = {{.at = at(world.now()),
                                            .about = {ChangeKind::decision, ""},
                                            .before = "wait retire_old",
                                            .after = "go retire_old",
                                            .words = "Go."}},
                               .switches = {}});
  }

  json report() const {
    const auto& state = *world.snapshot().domains.at(kDomain);
    std::vector<mail::LedgerEntry> messages;
    for (const auto& entry : state.mail->ended) messages.push_back(*entry);
    return report_json({.plan = world.plan(),
                        .state = state,
                        .resolvers = resolvers,
                        .messages = messages,
                        .known_until = at(world.now()),
                        .is_agent_running = is_agent_running});
  }
  bool is_agent_running = false;
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

TEST_CASE("what is published anew has a row of its own, and the first look is no change") {
  Story story;
  story.world.publish_everywhere(kOldMx, 60);
  story.live(600);
  const auto again = story.world.now();
  story.world.publish_everywhere(kNewMx, 60);
  story.live(600);
  std::vector<json> of_google;
  for (const auto& row : story.report()["resolvers"]) {
    if (row["resolver"] == "google" && row["target"] == kNewMx.text()) of_google.push_back(row);
    CHECK(row["published_at"] > rfc3339(at(4000)));
    CHECK(row["took_seconds"].get<double>() <= 180);
  }
  REQUIRE(of_google.size() == 2);
  CHECK(of_google[0]["published_at"] < rfc3339(at(again)));
  CHECK(of_google[1]["published_at"] >= rfc3339(at(again)));
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

TEST_CASE("the head has what the agent told last, whatever the file lets one judge anew") {
  Story story;
  const auto told = story.report()["told"];
  CHECK(told["phase"] == "verify");
  CHECK(told["decision"] == "wait remove_old");
  CHECK(told["sentence"].get<std::string>().starts_with("Wait"));
  story.world.pass_unwatched(86'400);
  const auto late = story.report();
  CHECK(late["told"] == told);
  REQUIRE(late["decision"]["sentence"] != told["sentence"]);
  const auto shown = [](const json& value) { return markdown_text(value.get<std::string>()); };
  const auto text = report_markdown(late);
  const auto head = text.substr(0, text.find("\n## "));
  CHECK(head.contains("The agent said last, at " + shown(told["at"]) +
                      " in phase verify: " + shown(told["sentence"])));
  CHECK(head.contains("As of " + shown(late["known_until"])));
  CHECK(head.contains(shown(late["decision"]["sentence"])));
}

TEST_CASE("where the file lets one judge as the agent did, that is said once") {
  auto report = Story().report();
  report["told"]["sentence"] = report["decision"]["sentence"];
  const auto text = report_markdown(report);
  const auto sentence = markdown_text(report["told"]["sentence"].get<std::string>());
  const auto head = text.substr(0, text.find("\n## "));
  CHECK(head.find(sentence) != std::string::npos);
  CHECK(head.find(sentence) == head.rfind(sentence));
}

TEST_CASE("what the old server refused once it was told that it may is no loss, and stands last") {
  Story story;
  story.refuse("too early");
  story.release();
  story.refuse("on purpose");
  const auto messages = story.report()["messages"];
  CHECK(messages.back()["id"] == "on purpose");
  CHECK(messages.back()["refused_on_purpose"] == true);
  const auto first_refused =
      std::ranges::find_if(messages, [](const json& each) { return each["result"] != "lost"; });
  CHECK((*first_refused)["id"] == "too early");
  CHECK((*first_refused)["refused_on_purpose"] == false);
}

TEST_CASE("the figures tell refusals on purpose from those that are none") {
  Story story;
  story.refuse("too early");
  story.release();
  story.refuse("on purpose");
  story.refuse("on purpose too");
  const auto report = story.report();
  CHECK(report["summary"].get<std::string>().contains(", 1 refused, 2 more refused on purpose, "));
  const auto& totals = report["message_totals"];
  const auto old_path = std::ranges::find_if(totals, [](const json& each) { return each["path"] == "old"; });
  REQUIRE(old_path != totals.end());
  CHECK((*old_path)["refused"] == 1);
  CHECK((*old_path)["refused_on_purpose"] == 2);
  const auto text = report_markdown(report);
  CHECK(text.contains("| refused | on purpose | lost |"));
  CHECK(text.contains("| 0 | 0 | 1 | 2 | "));  // late, junk, refused, on purpose
}

TEST_CASE(
    "every message that was recorded has one place in the figures, and in flight is what the page shows") {
  Story story;
  story.refuse("too early");
  story.release();
  story.refuse("on purpose");
  story.world.see(recorded(story.world.now(), "under way"));
  auto nowhere = recorded(story.world.now(), "nowhere");
  std::get<MessageRecorded>(nowhere).entry.mailbox = "one that was configured once";
  story.world.see(nowhere);
  const auto report = story.report();
  CHECK(
      report["summary"].get<std::string>().contains(", 1 in flight, 1 that no round trip awaits any more."));
  for (const auto& row : report["message_totals"]) {
    std::uint64_t sum = row["in_flight"].get<std::uint64_t>() + row["unawaited"].get<std::uint64_t>() +
                        row["refused_on_purpose"].get<std::uint64_t>();
    for (const auto result : mail::kMessageEnds)
      sum += row[std::string(to_string(result))].get<std::uint64_t>();
    CHECK(row["recorded"] == sum);
    if (row["path"] == "old") CHECK(row["refused_on_purpose"] == 1);
    if (row["path"] != "new") continue;
    CHECK(row["in_flight"] == 1);
    CHECK(row["unawaited"] == 1);
  }
  CHECK(report_markdown(report).contains("| untold | in flight | unawaited | recorded |"));
}

TEST_CASE("beside an agent that runs the head says who knows more") {
  Story story;
  CHECK(story.report()["agent_runs"] == false);
  CHECK_FALSE(report_markdown(story.report()).contains("still runs"));
  story.is_agent_running = true;
  const auto report = story.report();
  CHECK(report["agent_runs"] == true);
  const auto text = report_markdown(report);
  CHECK(text.substr(0, text.find("The agent said last"))
            .contains("The agent still runs, and what it has seen last may not be written yet: `cutwatch "
                      "status` knows more."));
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
  CHECK(report["told"].is_null());
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

TEST_CASE(
    "the Markdown has the hops and spam signs of messages that were read, and says what it leaves out") {
  Story story;
  const double sent = story.world.now() + 1000;  // behind the story's last look into the mailbox
  std::vector<FoundHere> found;
  for (std::size_t i = 0; i < kMostArrivals + 2; ++i) {
    found.push_back({.id = fmt::format("m{:02}", i)});
    story.world.see(recorded(sent, found.back().id));
    story.world.see(attempted(sent, found.back().id, mail::SmtpDisposition::accepted));
  }
  auto seen = mailbox_shows(sent + 5, found);
  for (auto& [id, each] : std::get<MailboxRead>(seen).content->found) {
    each.sighting.inspection = mail::Inspection{
        .received =
            {"from a ([203.0.113.9]) by in.example with ESMTPS id B; Tue, 01 Dec 2020 00:00:04 +0000"},
        .changes = {}};
    if (id == "m00")
      each.sighting.inspection->spam = {.is_marked = true, .score = 6, .fields = {"X-Spam-Flag: YES"}};
  }
  story.world.see(seen);
  const auto report = story.report();
  const auto text = report_markdown(report);
  CHECK(text.contains("| id | by | from | with | TLS | at | delay (s) | clock | trusted |"));
  CHECK(text.contains(
      "| m51 | in.example | 203.0.113.9 | ESMTPS | yes | 2020-12-01T00:00:04.000Z | - | at least "));
  CHECK(text.contains(
      "| m00 | INBOX | yes | 6.0 | a filter called it spam with a score of 6.0, and it lies in INBOX "
      "all the same | X-Spam-Flag: YES |"));
  CHECK(text.contains("These are the ways of 50; `report -o json` has 2 more."));
  const auto shown = shown_arrivals(report["messages"]);
  CHECK(shown.front()["id"] == "m00");
  CHECK(shown.back()["id"] == "m03");
  CHECK(arrivals_left_out(json::array()) == 0);
}

TEST_CASE("a hop without TLS is told apart from one of which that is not known") {
  const auto rows =
      hop_rows(json::parse(R"([{"id": "m", "hops": [{"tls": false}, {"tls": null}, {"tls": true}]}])"));
  CHECK(rows.at(0).at("tls") == "no");
  CHECK(rows.at(1).at("tls").is_null());
  CHECK(rows.at(2).at("tls") == "yes");
}

TEST_CASE("the Markdown marks what was muted by planned work, with its reason") {
  Story story;
  story.world.pass_unwatched(3600);
  auto plan = story.world.plan();
  plan.maintenance = {{at(0), at(86'400), "the rack | moves"}};
  const auto text_of = [&](const cutover::Plan& of) {
    return report_markdown(report_json({.plan = of,
                                        .state = *story.world.snapshot().domains.at(kDomain),
                                        .resolvers = story.resolvers,
                                        .messages = {},
                                        .known_until = at(story.world.now())}));
  };
  CHECK(text_of(plan).contains("| condition | severity | evidence | muted by planned work |"));
  CHECK_MESSAGE(text_of(plan).contains(" the rack \\| moves |"), text_of(plan));
  CHECK_FALSE(text_of(story.world.plan()).contains("moves"));
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
