#include "core/dns/txt_data.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::dns;

TEST_CASE("a TXT is the text that its character-strings make together, in strings as long as they can be") {
  struct Row {
    std::string text;
    std::string canonical;
  };
  const std::string most(255, 'a');
  const Row rows[] = {
      {"v=spf1 -all", R"("v=spf1 -all")"},
      {R"("v=spf1 " "-all")", R"("v=spf1 -all")"},
      {R"("v=spf1 "	"-all"  )", R"("v=spf1 -all")"},
      {R"("v=spf1 ""-all")", R"("v=spf1 -all")"},
      {"", R"("")"},
      {R"("")", R"("")"},
      {R"("" "")", R"("")"},
      // Without quotes nothing is an escape.
      {R"(say \ it)", R"("say \\ it")"},
      {R"(a"b)", R"("a\"b")"},
      {R"(a\065)", R"("a\\065")"},
      // In quotes, escapes are what they stand for.
      {R"("say \\ it")", R"("say \\ it")"},
      {R"("a\"b")", R"("a\"b")"},
      {R"("a\;b\065")", R"("a;bA")"},
      {R"("\195\164\007")", R"("\195\164\007")"},
      {"\xc3\xa4\a", R"("\195\164\007")"},
      {"\"\xc3\xa4\a\"", R"("\195\164\007")"},
      {most, '"' + most + '"'},
      {most + "b", '"' + most + R"(" "b")"},
      {R"("ab" ")" + most + '"', "\"ab" + std::string(253, 'a') + R"(" "aa")"},
  };
  for (const auto& row : rows) {
    const auto canonical = canonical_txt(row.text);
    REQUIRE_MESSAGE(canonical, row.text);
    CHECK(*canonical == row.canonical);
    CHECK(canonical_txt(*canonical) == canonical);
  }
}

TEST_CASE("text that begins with a quote must be character-strings to its end") {
  for (const auto* text :
       {R"(")", R"("a)", R"("a" b)", R"("a" "b)", R"("a\)", R"("a\")", R"("\256")", R"("\1")", R"("\25x")"}) {
    const auto refused = canonical_txt(text);
    REQUIRE_FALSE_MESSAGE(refused, text);
    CHECK(refused.error().kind == FailureKind::malformed);
    CHECK(refused.error().detail.contains("character-strings in quotes"));
    CHECK(refused.error().detail.contains("got \"\\\""));
  }
}
