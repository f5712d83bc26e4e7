#include "agent/cli/decode_line.hpp"

#include <doctest/doctest.h>

#include <string>

using cutwatch::cli::decode_line;
using cutwatch::cli::given_text;
using nlohmann::json;

namespace {

json echo(const json& input) {
  const auto text = given_text(input);
  return text ? json{{"ok", true}, {"text", *text}} : cutwatch::cli::rejected(text.error().detail);
}

}  // namespace

TEST_CASE("text comes as it is, or in octets where it is not UTF-8") {
  CHECK(decode_line(R"({"id": 1, "input": "a 1\r\nb"})", echo) == R"({"id":1,"ok":true,"text":"a 1\r\nb"})");
  CHECK(decode_line(R"({"id": 1, "hex": "6120310d0A"})", echo) == R"({"id":1,"ok":true,"text":"a 1\r\n"})");
  CHECK(decode_line(R"({"id": 1, "input": "a", "hex": "62"})", echo) == R"({"id":1,"ok":true,"text":"a"})");
  CHECK(decode_line(R"({"id": 1, "input": null, "hex": "62"})", echo) == R"({"id":1,"ok":true,"text":"b"})");
  // What is no UTF-8 leaves as U+FFFD: the answer is JSON in ASCII whatever came.
  CHECK(decode_line(R"({"id": 1, "hex": "61ff"})", echo) == R"({"id":1,"ok":true,"text":"a\ufffd"})");
  CHECK(decode_line("{\"id\": 1, \"input\": \"\xc3\xa4\"}", echo) == R"({"id":1,"ok":true,"text":"\u00e4"})");
}

TEST_CASE("a line without text says what is missing") {
  CHECK(decode_line(R"({"id": 1})", echo) == R"({"id":1,"error":"no \"input\" text","ok":false})");
  CHECK(decode_line(R"({"id": 1, "input": 5})", echo) ==
        R"({"id":1,"error":"no \"input\" text","ok":false})");
  CHECK(decode_line(R"({"id": 1, "hex": "6"})", echo) ==
        R"({"id":1,"error":"\"hex\" is not pairs of hexadecimal digits","ok":false})");
  CHECK(decode_line("5", echo) == R"({"id":null,"error":"not a JSON object","ok":false})");
}
