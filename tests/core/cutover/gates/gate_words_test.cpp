#include "core/cutover/gates/gate_words.hpp"

#include "tests/support/cutover_world.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

using namespace cutwatch::cutover;

namespace {

std::string page() {
  std::ifstream file(CUTWATCH_DOCS "/gates.md");
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The row of docs/gates.md up to the words on when it passes.
std::string row_of(const GateRule& rule) {
  std::vector<std::string_view> kinds;
  for (const auto kind : rule.kinds) kinds.push_back(to_string(kind));
  const bool is_looked_at = find_gate_words(rule.id)->is_looked_at();
  return fmt::format("| `{}`{} | {} | {} |", rule.id, is_looked_at ? "" : " †",
                     kinds.size() == 3 ? "all" : fmt::format("{}", fmt::join(kinds, ", ")), rule.question);
}

}  // namespace

TEST_CASE("every gate has its words, once, and nothing else has") {
  std::set<std::string_view> ids;
  for (const auto& words : gate_words()) {
    INFO(std::string(words.id));
    CHECK(ids.insert(words.id).second);
    CHECK(words.action.ends_with('.'));
    CHECK_FALSE(words.passes.ends_with('.'));
  }
  std::set<std::string_view> gates;
  for (const auto& rule : gate_rules()) gates.insert(rule.id);
  CHECK(ids == gates);
  CHECK(find_gate_words("nothing") == nullptr);
}

TEST_CASE("a gate that nothing looks at yet says so in its words, and one that is looked at does not") {
  static const cutwatch::DomainState kNothing;
  const auto plan = cutwatch::test::proxy_plan();
  const std::vector<cutwatch::dns::Resolver> nobody;
  const auto assessed = assess(plan, kNothing, nobody, cutwatch::test::at(0));
  REQUIRE_FALSE(assessed.gates.empty());
  for (const auto& gate : assessed.gates) {
    INFO(std::string(gate.rule->id));
    const bool says_so = gate.verdict.evidence.contains("this version does not");
    CHECK(says_so == !find_gate_words(gate.rule->id)->is_looked_at());
  }
}

TEST_CASE("docs/gates.md has a row for each gate, and says what to do as the code does") {
  const auto text = page();
  for (const auto& rule : gate_rules())
    CHECK_MESSAGE(text.contains(row_of(rule)), "docs/gates.md lacks: " << row_of(rule));
  CHECK_MESSAGE(text.contains("\n" + gate_documentation() + "\n"), "docs/gates.md, what to do about a gate:\n"
                                                                       << gate_documentation());
}
