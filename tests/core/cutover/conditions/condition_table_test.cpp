#include "core/cutover/conditions/condition.hpp"
#include "tests/support/cutover_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

using namespace cutwatch::cutover;

namespace {

/// The conditions that have a heading, which is their anchor.
std::set<std::string> headings(const std::string& path) {
  std::ifstream file(path);
  std::set<std::string> out;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("## `")) out.insert(line.substr(4, line.size() - 5));
  }
  return out;
}

}  // namespace

TEST_CASE("ids are plain and told apart, and every row says what to do") {
  std::set<std::string_view> ids;
  for (const auto& rule : condition_rules()) {
    INFO(std::string(rule.id));
    CHECK(ids.insert(rule.id).second);
    CHECK(std::ranges::all_of(rule.id, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; }));
    CHECK(rule.question.ends_with('?'));
    CHECK(rule.cause.ends_with('.'));
    CHECK(rule.action.ends_with('.'));
    CHECK(find_condition(rule.id) == &rule);
  }
  CHECK(find_condition("nothing") == nullptr);
}

TEST_CASE("docs/conditions.md is what the code says, and the runbook has a heading for each") {
  std::ifstream file(CUTWATCH_DOCS "/conditions.md");
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  CHECK_MESSAGE(page == condition_documentation(), "run: cutwatch explain > docs/conditions.md");
  std::set<std::string> ids;
  for (const auto& rule : condition_rules()) ids.emplace(rule.id);
  CHECK(headings(CUTWATCH_DOCS "/runbooks/conditions.md") == ids);
}

TEST_CASE("nothing is wrong where nothing has been looked at") {
  static const cutwatch::DomainState kNothing;
  CHECK(assess(cutwatch::test::proxy_plan(), kNothing, {}, cutwatch::test::at(0)).conditions.empty());
}
