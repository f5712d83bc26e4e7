#include "core/cutover/released.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

/// A decision every ten seconds, with a phase between.
Chronicle told(const std::vector<std::string>& decisions) {
  Chronicle chronicle;
  double when = 0;
  for (const auto& decision : decisions) {
    chronicle.entries.emplace_back(ChronicleEntry{
        .at = at(when), .about = {ChangeKind::phase, ""}, .before = "", .after = "done", .words = ""});
    chronicle.entries.emplace_back(ChronicleEntry{
        .at = at(when), .about = {ChangeKind::decision, ""}, .before = "", .after = decision, .words = ""});
    when += 10;
  }
  return chronicle;
}

}  // namespace

TEST_CASE("the old server may refuse mail once that was told, until a step before it is told again") {
  struct Row {
    std::vector<std::string> decisions;
    bool is_released;
  };
  const Row rows[] = {
      {{}, false},
      {{"wait lower_ttl", "go lower_ttl", "go switch", "go remove_old"}, false},
      {{"wait retire_old"}, false},
      {{"wait retire_old", "go retire_old"}, true},
      {{"go retire_old", "wait retire_old"}, true},
      {{"go retire_old", "wait done"}, true},
      {{"go retire_old", "go done", "done"}, true},
      {{"go retire_old", "roll_back retire_old"}, false},
      {{"go retire_old", "wait switch"}, false},
      {{"done", "wait remove_old", "wait retire_old"}, false},
      {{"done", "roll_back"}, false},
      {{"wait done"}, true},
      {{"roll_back done"}, false},
      {{"go retire_old", "go done", "roll_back done"}, false},
      {{"go retire_old", "go done", "roll_back done", "wait done"}, false},
      {{"go retire_old", "roll_back done", "wait done", "go done", "wait done"}, true},
  };
  for (const auto& row : rows) {
    const auto last = row.decisions.empty() ? std::string("nothing") : row.decisions.back();
    INFO(last);
    CHECK(was_old_server_released(told(row.decisions), at(1000)) == row.is_released);
  }
}

TEST_CASE("only what the old server itself refuses is refused on purpose") {
  const auto chronicle = told({"go retire_old"});
  mail::LedgerEntry entry{.id = "a", .path = "old", .recorded = at(60)};
  CHECK_FALSE(is_refused_on_purpose(entry, chronicle));
  entry.result = mail::MessageResult::refused;
  CHECK(is_refused_on_purpose(entry, chronicle));
  CHECK_FALSE(is_refused_on_purpose(entry, told({"go remove_old"})));
  entry.result = mail::MessageResult::lost;
  CHECK_FALSE(is_refused_on_purpose(entry, chronicle));
  entry.result = mail::MessageResult::refused;
  entry.path = "new";
  CHECK_FALSE(is_refused_on_purpose(entry, chronicle));
}

TEST_CASE("what was sent before that was told is a loss") {
  const auto chronicle = told({"wait retire_old", "go retire_old"});
  CHECK_FALSE(was_old_server_released(chronicle, at(9.999)));
  CHECK(was_old_server_released(chronicle, at(10)));
}
