#include "tests/agent/config/fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <sstream>

using namespace cutwatch::config;
using namespace cutwatch::config::test;

namespace {

/// Between the first two backticks; empty when there are none.
std::string quoted(const std::string& line) {
  const auto open = line.find('`');
  if (open == std::string::npos) return {};
  return line.substr(open + 1, line.find('`', open + 1) - open - 1);
}

/// "## `[[cutover.record]]`" opens a table, "| `interval` |" is a key of it.
std::set<std::string> documented_keys() {
  std::set<std::string> keys;
  std::istringstream doc(contents(CUTWATCH_CONFIG_DOC));
  std::string table;
  for (std::string line; std::getline(doc, line);) {
    if (line.starts_with("## ")) {
      table = quoted(line);
      std::erase_if(table, [](char c) { return c == '[' || c == ']'; });
      if (!table.empty()) keys.insert(table);
    } else if (!table.empty() && line.starts_with("| `")) {
      keys.insert(table + "." + quoted(line));
    }
  }
  return keys;
}

std::vector<std::string> missing(const auto& from, const auto& in) {
  std::vector<std::string> out;
  std::ranges::set_difference(from, in, std::back_inserter(out));
  return out;
}

std::string toml_example() {
  const auto doc = contents(CUTWATCH_CONFIG_DOC);
  const auto open = doc.find("```toml\n");
  REQUIRE(open != std::string::npos);
  return doc.substr(open + 8, doc.find("\n```", open + 8) - open - 7);
}

}  // namespace

TEST_CASE("the documentation names exactly the keys that are read") {
  const auto known = known_keys(contents(test_file("good/every_key.toml")));
  const auto documented = documented_keys();
  CHECK(known.size() > 60);
  CHECK(missing(known, documented) == std::vector<std::string>{});
  CHECK(missing(documented, known) == std::vector<std::string>{});
}

TEST_CASE("the example of the documentation is read without complaint and acted upon in full") {
  const auto config = read(toml_example());
  CHECK(complaints(toml_example()) == "");
  REQUIRE(config);
  CHECK(config->not_yet.empty());
}

TEST_CASE("the documentation marks what is not acted upon, and nothing else") {
  const auto doc = contents(CUTWATCH_CONFIG_DOC);
  const auto config = read(contents(test_file("good/every_key.toml")));
  REQUIRE(config);
  std::set<std::string> noted;
  for (auto key : config->not_yet) {
    std::string plain;
    for (std::size_t at = 0; at < key.key.size(); ++at) {
      if (key.key[at] == '[')
        at = key.key.find(']', at);
      else
        plain += key.key[at];
    }
    noted.insert(plain);
  }
  std::istringstream lines(doc);
  std::string table;
  std::set<std::string> marked;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("## ")) table = quoted(line);
    std::erase_if(table, [](char c) { return c == '[' || c == ']'; });
    const bool is_key = line.starts_with("| `");
    if (table.empty() || !line.contains("†") || (!is_key && !line.starts_with("## "))) continue;
    marked.insert(is_key ? table + "." + quoted(line) : table);
  }
  CHECK(marked == noted);
}
