#include "agent/cli/decode_received.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

using cutwatch::cli::decode_received_line;
using nlohmann::json;
using namespace std::string_literals;

namespace {

const std::filesystem::path kSamples = CUTWATCH_RECEIVED;

std::string file_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::string answer(const std::string& value) {
  return decode_received_line(json{{"id", 7}, {"input", value}}.dump());
}

/// What is said of the value: all but "id", "ok" and what is absent.
json facts(const std::string& value) {
  auto out = json::parse(answer(value));
  CHECK(out.at("id") == 7);
  CHECK(out.at("ok") == true);
  json kept = json::object();
  for (const auto& [name, fact] : out.items()) {
    if (name != "id" && name != "ok" && !fact.is_null()) kept[name] = fact;
  }
  return kept;
}

bool is_printable_line(const std::string& text) {
  return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7f; });
}

std::string repeated(const std::string& text, std::size_t size) {
  std::string out;
  while (out.size() < size) out += text;
  return out;
}

}  // namespace

TEST_CASE("each sample of a Received field is read as the file beside it says") {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kSamples)) {
    if (entry.path().extension() != ".txt") continue;
    INFO(entry.path().stem().string());
    const auto expected =
        json::parse(file_text(std::filesystem::path(entry.path()).replace_extension("json")));
    CHECK(facts(file_text(entry.path())) == expected);
    ++count;
  }
  CHECK(count > 30);
}

TEST_CASE("a Received field is decoded into the fields of the contract, the absent ones null") {
  CHECK(json::parse(answer("by mx.example.org; 1 Dec 2026 21:00:00.9 +0100")) ==
        json{{"id", 7},
             {"ok", true},
             {"from", nullptr},
             {"from_ip", nullptr},
             {"helo", nullptr},
             {"by", "mx.example.org"},
             {"with", nullptr},
             {"queue_id", nullptr},
             {"for", nullptr},
             {"via", nullptr},
             {"envelope_from", nullptr},
             {"date", "2026-12-01T20:00:00Z"}});
}

TEST_CASE("a value in octets is read like one in text, and what is no UTF-8 shows as such") {
  const auto out = json::parse(decode_received_line(R"({"id": 1, "hex": "6279206dff78"})"));  // by m<ff>x
  CHECK(out.at("by") == "m\xef\xbf\xbdx");
}

TEST_CASE("what is no Received field is an answer with its reason") {
  const std::string none =
      R"({"id":7,"error":"neither a date nor one of the clauses from, by, via, with, id and for","ok":false})";
  for (const std::string value : {"", " \r\n\t", "hello", "(from mail.example.net)"})
    CHECK(answer(value) == none);
  CHECK(decode_received_line(R"({"id": 7})") == R"({"id":7,"error":"no \"input\" text","ok":false})");
  CHECK(answer(std::string(5'000'000, 'a')) == R"({"id":7,"error":"longer than 65536 octets","ok":false})");
}

TEST_CASE("what would move a terminal's cursor leaves escaped") {
  const auto value =
      "from \x1b[2J\x07 (\x1b]0;x\x07 [192.0.2.25]) by m\0 with \x7f\xc2\x9b id \xe2\x80\xae; 1 Dec 2026"s;
  const auto out = answer(value);
  CHECK(is_printable_line(out));
  CHECK(out.contains(R"("from":"2J","from_ip":"192.0.2.25")"));  // controls are blanks
  CHECK(out.contains(R"("by":"m")"));
  CHECK(out.contains(R"("with":"\u007f\u009b")"));
  CHECK(out.contains(R"("queue_id":"\u202e")"));
}

TEST_CASE("hostile values are answered in one printable line, no longer than what they brought") {
  const std::string octets = {'\0', '\x1b', '\x7f', '\n', '\r'};
  for (const auto& piece :
       {octets, std::string("("), std::string("(a(b"), std::string("\\("), std::string("["),
        std::string("\x1b[31m"), std::string("\xe2\x80\xae"), std::string("<\"")}) {
    const auto value = repeated(piece, 60'000);
    for (const auto& whole : {"from " + value, "from x (" + value + ") by y; 1 Dec 2026 20:00:00 +0000",
                              "by " + value + " id " + value.substr(0, 4'998), value}) {
      const auto out = answer(whole);
      CHECK(is_printable_line(out));
      CHECK(json::accept(out));
      CHECK(out.size() < 6 * whole.size() + 300);  // "\u001b" for an octet
    }
  }
}
