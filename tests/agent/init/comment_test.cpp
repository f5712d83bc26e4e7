#include "agent/init/comment.hpp"

#include "agent/config/document.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

using namespace cutwatch;
using namespace cutwatch::init;

TEST_CASE("a TOML string reads as what was written, printable or not") {
  for (const std::string text :
       {"", "plain", "a\"b\\c", "line\nline", "\t\r\x01\x7f", "10 a\\\"b.example."}) {
    CAPTURE(text);
    const auto document = config::parse_document("x = " + toml_string(text));
    REQUIRE(document);
    const auto& member = std::get<config::Table>(document->value).members.at(0);
    CHECK(std::get<std::string>(member.value.value) == text);
  }
  CHECK(toml_list({}) == "[]");
  CHECK(toml_list({"a", "b\""}) == "[\"a\", \"b\\\"\"]");
}

TEST_CASE("no text gets out of a comment, however long or strange") {
  for (const std::string& text :
       {std::string("short"), std::string("a\nx = 1\r[y]\x1b[2J\xff"), std::string(5000, 'a'),
        std::string(3000, ' '), "word " + std::string(300, 'b') + " word " + std::string(200, 'c')}) {
    std::istringstream lines(comment(text, "  "));
    for (std::string line; std::getline(lines, line);) {
      CHECK(line.starts_with("# "));
      CHECK(std::ranges::all_of(line, [](char c) { return c >= 0x20 && c < 0x7f; }));
    }
  }
  CHECK(comment("") == "");
  CHECK(comment("one two", "  ") == "# one two\n");
}

TEST_CASE("a long comment is wrapped between words, its further lines indented") {
  std::string text = "begin";
  for (int i = 0; i < 60; ++i) text += " word" + std::to_string(i);
  std::istringstream lines(comment(text, "  "));
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    CHECK(line.size() <= 120);
    CHECK(line.starts_with(count == 0 ? "# begin" : "#   word"));
    CHECK_FALSE(line.ends_with(' '));
  }
  CHECK(count == 4);
}
