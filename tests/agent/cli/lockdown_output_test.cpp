#include "agent/cli/lockdown_output.hpp"

#include "tests/core/cutover/lockdown/lock_world.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace cutwatch;
using namespace cutwatch::cli;
using namespace cutwatch::test;

namespace {

LockdownAnswer answer(const std::vector<Observation>& knocks) {
  const auto plan = lock_plan();
  const auto snapshot = folded(together({records_moved(), arrived(plan), knocks}));
  const auto& state = *snapshot.domains.at(kDomain);
  return answer_for(state, cutover::assess(plan, state, {}, at(kNow)).locks.front());
}

}  // namespace

TEST_CASE("probe lockdown: the status is that of the verdict, the last line the gate's") {
  const auto locked = answer({knocked(kNow - 150, kHard)});
  CHECK(locked.status == 0);
  CHECK_MESSAGE(locked.table.contains("\npass: 192.0.2.10:25 answers 203.0.113.9 with 554 5.7.1"),
                locked.table);
  CHECK(locked.table.contains("control: 250 2.1.5 Ok at rcpt"));
  CHECK(answer({knocked(kNow - 150, kTakes)}).status == 1);
  CHECK(answer({knocked(kNow - 150, kSoft)}).status == 3);
  CHECK(answer({knocked(kNow - 150, Knock{.answer = kHard, .control = kDropped})}).status == 3);
  CHECK(answer({}).status == 3);
}

TEST_CASE("probe lockdown: JSON is one line, with what each door said") {
  const auto text = answer({knocked(kNow - 500, kSoft), knocked(kNow - 150, kSoft)}).json;
  CHECK(text.find('\n') == text.size() - 1);
  const auto json = nlohmann::json::parse(text);
  CHECK(json["ok"] == true);
  CHECK(json["locked"] == true);
  CHECK(json["class"] == "4xx");
  const auto& door = json["doors"].at(0);
  CHECK(door["state"] == "refuses");
  CHECK(door["last"]["left_from"] == "203.0.113.9");
  CHECK(door["last"]["stage"] == "rcpt");
  CHECK(door["last"]["control"]["reached"] == true);
}

TEST_CASE("probe lockdown: what a server says cannot leave its line") {
  const auto shown = answer({knocked(kNow - 150, said(554, "5.7.1", "no\x1b[2J\n<script>"))});
  CHECK(shown.table.find('\x1b') == std::string::npos);
  CHECK(shown.json.find('\x1b') == std::string::npos);
}
