#include "core/dns/answer_state.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::dns;
using test::answer;
using test::at;
using test::kLastMx;
using test::kNewMx;
using test::kOldMx;

namespace {

struct Reply {
  double when;
  Result<Answer> answer;
};

ResolverView view(const std::vector<Reply>& replies) {
  ResolverView out;
  for (const auto& reply : replies)
    out = with_reply(std::move(out), at(reply.when), at(reply.when + 0.1), reply.answer);
  return out;
}

Result<Answer> silence() { return fail(FailureKind::timeout); }
Result<Answer> servfail() { return test::answer_of_kind(AnswerKind::servfail); }

const Stages kStages{kOldMx, kNewMx, kLastMx};

}  // namespace

TEST_CASE("the state of a resolver is judged over its living copies") {
  struct Row {
    const char* what;
    ResolverView view;
    double now;
    std::optional<AnswerState> state;
  };
  const Row rows[] = {
      {"never asked", view({}), 0, std::nullopt},
      {"old", view({{0, answer(kOldMx, 300)}}), 1, AnswerState::old_stage},
      {"new", view({{0, answer(kNewMx, 300)}}), 1, AnswerState::new_stage},
      {"a later stage than the target is old as well", view({{0, answer(kLastMx, 300)}}), 1,
       AnswerState::old_stage},
      {"in no stage", view({{0, answer(test::mx({"1 evil.example"}), 300)}}), 1, AnswerState::other},
      {"absent and in no stage", view({{0, answer(test::kAbsent, 300)}}), 1, AnswerState::other},
      {"a new answer while an old copy lives", view({{0, answer(kOldMx, 300)}, {10, answer(kNewMx, 300)}}),
       20, AnswerState::mixed},
      {"an old answer while a new copy lives", view({{0, answer(kNewMx, 300)}, {10, answer(kOldMx, 100)}}),
       20, AnswerState::mixed},
      {"one strange copy among others",
       view({{0, answer(kNewMx, 300)}, {10, answer(test::mx({"1 x.example"}), 300)}}), 20,
       AnswerState::other},
      {"the old copy has ended", view({{0, answer(kOldMx, 30)}, {10, answer(kNewMx, 300)}}), 60,
       AnswerState::new_stage},
      {"silent from the start", view({{0, silence()}}), 1, AnswerState::unreachable},
      {"failing from the start", view({{0, servfail()}}), 1, AnswerState::error},
      {"refusing", view({{0, test::answer_of_kind(AnswerKind::refused)}}), 1, AnswerState::error},
      {"an alias loop", view({{0, test::answer_of_kind(AnswerKind::cname_loop)}}), 1, AnswerState::error},
      {"the last copy ended and nothing came since", view({{0, answer(kOldMx, 10)}}), 20, std::nullopt},
      {"a TTL of zero", view({{0, answer(kNewMx, 0)}}), 0.1, AnswerState::new_stage},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    CHECK(state_of(row.view, kStages, 1, at(row.now)) == row.state);
  }
}

TEST_CASE("a silent resolver keeps its state until its last copy ends") {
  const auto silent = view({{0, answer(kOldMx, 300)}, {100, silence()}, {200, silence()}});
  CHECK(state_of(silent, kStages, 1, at(250)) == AnswerState::old_stage);
  CHECK(state_of(silent, kStages, 1, at(302)) == AnswerState::unreachable);
  const auto failing = view({{0, answer(kOldMx, 300)}, {100, servfail()}});
  CHECK(state_of(failing, kStages, 1, at(250)) == AnswerState::old_stage);
  CHECK(state_of(failing, kStages, 1, at(302)) == AnswerState::error);
}

TEST_CASE("while the target is not known everything is old") {
  CHECK(state_of(view({{0, answer(kOldMx, 300)}}), {kOldMx}, 1, at(1)) == AnswerState::old_stage);
}

TEST_CASE("a record that is to vanish is new once it is absent") {
  CHECK(state_of(view({{0, answer(test::kAbsent, 300)}}), {kOldMx, test::kAbsent}, 1, at(1)) ==
        AnswerState::new_stage);
}

TEST_CASE("states have the names of the contract") {
  std::vector<std::string> names;
  for (const auto state : kAnswerStates) names.emplace_back(to_string(state));
  CHECK(names == std::vector<std::string>{"old", "new", "mixed", "other", "error", "unreachable"});
}
