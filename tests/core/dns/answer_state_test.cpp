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

std::optional<AnswerState> state_at(double now, const ResolverView& view, const Stages& stages = kStages,
                                    std::optional<WallTime> old_bound = {}) {
  return state_of(view, {.stages = stages, .target = 1, .old_bound = old_bound}, at(now));
}

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
    CHECK(state_at(row.now, row.view) == row.state);
  }
}

TEST_CASE(
    "several caches that have shown the old data are mixed until its bound, though all that is seen is new") {
  const std::vector<Reply> two_caches{{0, answer(kOldMx, 100)},
                                      {1, answer(kOldMx, 50)},
                                      {10, answer(kOldMx, 90)},
                                      {20, answer(kOldMx, 31)},
                                      {200, answer(kNewMx, 300)}};
  const auto several = view(two_caches);
  REQUIRE(several.caches(at(210)) == 2);
  CHECK(state_at(210, several) == AnswerState::mixed);
  CHECK(state_at(210, several, kStages, at(211)) == AnswerState::mixed);
  CHECK(state_at(211, several, kStages, at(211)) == AnswerState::new_stage);
  auto one_cache = two_caches;
  one_cache.erase(one_cache.begin() + 1);
  one_cache.erase(one_cache.begin() + 2);
  CHECK(state_at(210, view(one_cache)) == AnswerState::new_stage);
}

TEST_CASE("a silent resolver keeps its state until its last copy ends") {
  const auto silent = view({{0, answer(kOldMx, 300)}, {100, silence()}, {200, silence()}});
  CHECK(state_at(250, silent) == AnswerState::old_stage);
  CHECK(state_at(302, silent) == AnswerState::unreachable);
  const auto failing = view({{0, answer(kOldMx, 300)}, {100, servfail()}});
  CHECK(state_at(250, failing) == AnswerState::old_stage);
  CHECK(state_at(302, failing) == AnswerState::error);
}

TEST_CASE("while the target is not known everything is old") {
  CHECK(state_at(1, view({{0, answer(kOldMx, 300)}}), {kOldMx}) == AnswerState::old_stage);
}

TEST_CASE("a record that is to vanish is new once it is absent") {
  CHECK(state_at(1, view({{0, answer(test::kAbsent, 300)}}), {kOldMx, test::kAbsent}) ==
        AnswerState::new_stage);
}

TEST_CASE("states have the names of the contract") {
  std::vector<std::string> names;
  for (const auto state : kAnswerStates) names.emplace_back(to_string(state));
  CHECK(names == std::vector<std::string>{"old", "new", "mixed", "other", "error", "unreachable"});
}
