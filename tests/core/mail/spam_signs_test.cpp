#include "core/mail/spam_signs.hpp"

#include <doctest/doctest.h>

using namespace cutwatch::mail;

namespace {

SpamSigns signs_of(std::string_view header) { return spam_signs_of(take_header(header)); }

struct Case {
  const char* field;
  bool is_marked;
  std::optional<double> score;
};

constexpr std::nullopt_t kNone = std::nullopt;

}  // namespace

TEST_CASE("what filters write is read") {
  const Case cases[] = {
      // SpamAssassin, amavis, MIMEDefang
      {"X-Spam-Status: Yes, score=6.1 required=5.0 tests=A,B autolearn=no version=4.0.0", true, 6.1},
      {"X-Spam-Status: No, score=-1.9 required=5.0 tests=ALL_TRUSTED autolearn=ham", false, -1.9},
      {"X-Spam-Status: No, score=0 tagged_above=-999 required=6.2\r\n\ttests=[NONE=0]", false, 0.0},
      {"X-Spam-Status: Yes, hits=12.5 required=5.0", true, 12.5},
      {"x-spam-status: YES", true, kNone},
      {"X-Spam-Status: No, score=", false, kNone},
      {"X-Spam-Status: No, required_score=5.0 score= 1.5", false, 1.5},
      {"X-Spam-Status: No, myscore=5.0", false, kNone},
      {"X-Spam-Status: Yesterday", false, kNone},
      {"X-Spam-Status: No, Yes", false, kNone},
      {"X-Spam-Flag: YES", true, kNone},
      {"X-Spam-Flag: true", true, kNone},
      {"X-Spam-Flag: NO", false, kNone},
      {"X-Spam-Level: ******", false, 6.0},
      {"X-Spam-Level: +++ (3.2)", false, 3.0},
      {"X-Spam-Level:", false, kNone},
      {"X-Spam-Score: 3.2 (+++)", false, 3.2},
      {"X-Spam-Score: +7", false, 7.0},
      // rspamd
      {"X-Spamd-Result: default: False [3.20 / 15.00];\r\n\tARC_NA(0.00)[]; X[4]", false, 3.2},
      {"X-Spamd-Result: default: True [25.11 / 15.00]; A(0.00)[True]", true, 25.11},
      {"X-Spamd-Result: default: False [-0.10 / 15.00]; A(0.00)[default: True]", false, -0.1},
      {"X-Spamd-Result: False", false, kNone},
      {"X-Rspamd-Score: 12.314971", false, 12.314971},
      {"X-Spam: Yes", true, kNone},
      // Exchange
      {"X-MS-Exchange-Organization-SCL: -1", false, -1.0},
      {"X-MS-Exchange-Organization-SCL: 4", false, 4.0},
      {"X-MS-Exchange-Organization-SCL: 5", true, 5.0},
      {"X-MS-Exchange-Organization-SCL: 9", true, 9.0},
      {"X-MS-Exchange-Organization-SCL: high", false, kNone},
  };
  for (const auto& [field, is_marked, score] : cases) {
    INFO(field);
    const auto signs = signs_of(std::string(field) + "\r\n\r\n");
    CHECK(signs.is_marked == is_marked);
    CHECK(signs.score == score);
    CHECK(signs.fields.size() == 1);
  }
}

TEST_CASE("a score is a plain decimal number of bounded length, or none") {
  const Case cases[] = {
      {"inf", false, kNone},
      {"nan", false, kNone},
      {"-inf", false, kNone},
      {"-", false, kNone},
      {"+", false, kNone},
      {"", false, kNone},
      {"0x10", false, 0.0},
      {"1e300", false, 1.0},
      {"6.1.2", false, 6.1},
      {"6,1", false, 6.0},
      {"00000000000000012", false, 1.0},
  };
  for (const auto& [text, is_marked, score] : cases) {
    INFO(text);
    CHECK(signs_of("X-Spam-Score: " + std::string(text) + "\n").score == score);
  }
  const auto digits = signs_of("X-Spam-Score: " + std::string(1000, '9') + "\n").score;
  REQUIRE(digits);
  CHECK(*digits == 9999999999999999.0);
}

TEST_CASE("any filter may mark a mail, and the best report gives the score") {
  const auto signs = signs_of(
      "Received: from a by b\n"
      "X-MS-Exchange-Organization-SCL: 1\n"
      "X-Spam-Level: **\n"
      "X-Spam-Status: No, score=2.5 required=5.0\n"
      "X-Spam-Status: No, score=3.5 required=5.0\n"
      "X-Spam-Flag: YES\n"
      "X-Spam-Checker-Version: SpamAssassin 4.0.0\n"
      "\nX-Spamd-Result: default: True [9.00 / 15.00]\n");
  CHECK(signs.is_marked);
  CHECK(signs.score == 2.5);
  CHECK(signs.fields == std::vector<std::string>{"X-MS-Exchange-Organization-SCL: 1", "X-Spam-Level: **",
                                                 "X-Spam-Status: No, score=2.5 required=5.0",
                                                 "X-Spam-Status: No, score=3.5 required=5.0",
                                                 "X-Spam-Flag: YES"});
  CHECK(signs_of("X-Spam-Flag: YES\nX-Spam-Flag: NO\n").is_marked);
}

TEST_CASE("a mail that no filter touched has no signs") {
  CHECK(signs_of("From: a@example.org\nX-Spammer: Yes\n\n") == SpamSigns{});
  CHECK(signs_of("") == SpamSigns{});
}

TEST_CASE("the fields shown are printable, few and short") {
  const auto signs = signs_of("X-Spam-Status: Yes,\x1b[31m \xc3\xa4\n\tscore=1\n");
  CHECK(signs.fields == std::vector<std::string>{"X-Spam-Status: Yes,\\x1b[31m \\xc3\\xa4 score=1"});

  std::string many;
  for (int i = 0; i < 17; ++i) many += "X-Spam-Flag: NO\n";
  const auto marked = signs_of(many + "X-Spam-Flag: YES\n");
  CHECK(marked.fields.size() == 16);
  CHECK(marked.is_marked);

  const auto longest = signs_of("X-Spam-Status: " + std::string(1000, 'a') + "\n").fields;
  REQUIRE(longest.size() == 1);
  CHECK(longest[0].size() == 256);
  CHECK(longest[0].ends_with("a..."));
}
