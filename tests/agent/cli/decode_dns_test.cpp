#include "agent/cli/decode_dns.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>

using cutwatch::cli::decode_dns_line;
using nlohmann::json;

namespace {

const std::string kQuestion = "076578616d706c65036f726700000f0001";    // example.org MX IN
const std::string kMx = "c00c000f00010000012c0009000a044d61696cc00c";  // 300 MX 10 Mail.<example.org>

std::string line(const std::string& hex) { return json{{"id", 7}, {"hex", hex}}.dump(); }

json decoded(const std::string& hex) { return json::parse(decode_dns_line(line(hex))); }

std::string repeated(const std::string& text, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += text;
  return out;
}

}  // namespace

TEST_CASE("a message is decoded into the fields of the contract") {
  const auto out = decoded("123485800001000100000000" + kQuestion + kMx);
  CHECK(out ==
        json{{"id", 7},
             {"ok", true},
             {"rcode", "NOERROR"},
             {"qr", true},
             {"aa", true},
             {"tc", false},
             {"ad", false},
             {"question", {{"name", "example.org."}, {"type", "MX"}}},
             {"answers",
              {{{"name", "example.org."}, {"type", "MX"}, {"ttl", 300}, {"data", "10 mail.example.org."}}}}});
}

TEST_CASE("flags, rcodes and questions are told as they are") {
  CHECK(decoded("123402000001000000000000" + kQuestion)["tc"] == true);
  CHECK(decoded("123481a30001000000000000" + kQuestion)["rcode"] == "NXDOMAIN");
  CHECK(decoded("123481a30001000000000000" + kQuestion)["ad"] == true);
  CHECK(decoded("1234810c0001000000000000" + kQuestion)["rcode"] == 12);
  CHECK(decoded("123481000000000000000000")["question"].is_null());
  CHECK(decoded("123481000002000000000000" + kQuestion + kQuestion)["question"].is_null());
  CHECK(decoded("123401000001000000000000" + kQuestion)["qr"] == false);
  CHECK(decoded("123485800001000100000000" + kQuestion + kMx + "ffff")["ok"] ==
        true);  // octets after the last record
  // The upper bits of BADVERS (16) come with EDNS.
  CHECK(decoded("123481000001000000000001" + kQuestion + "00002904d0010000000000")["rcode"] == "BADVERS");
  // Records of another class are left out.
  CHECK(decoded("123485800001000100000000" + kQuestion +
                "c00c000f00030000012c0009000a044d61696cc00c")["answers"]
            .empty());
}

TEST_CASE("what cannot be decoded is an answer with its reason, and the id comes back") {
  struct Row {
    std::string line;
    json id;
  };
  const Row rows[] = {
      {"", nullptr},
      {"nonsense", nullptr},
      {"[1]", nullptr},
      {"\xff\xfe", nullptr},
      {R"({"id": "a"})", "a"},
      {R"({"id": 1, "hex": 5})", 1},
      {R"({"id": 1, "hex": "0"})", 1},
      {R"({"id": 1, "hex": "zz"})", 1},
      {R"({"id": 1, "hex": ""})", 1},
      {R"({"id": 1, "hex": "1234"})", 1},
      {R"({"hex": "1234"})", nullptr},
      {line("123485800001000100000000" + kQuestion), 7},             // the record is missing
      {line("1234858000010001" + std::string(8, '0') + "c00c"), 7},  // a name that points to itself
      {line("12348580ffffffffffffffff"), 7},
      {line(repeated("00", 65536)), 7},
  };
  for (const auto& row : rows) {
    INFO(row.line.substr(0, 60));
    const auto text = decode_dns_line(row.line);
    CHECK_FALSE(text.contains('\n'));
    const auto out = json::parse(text);
    CHECK(out["ok"] == false);
    CHECK(out["id"] == row.id);
    CHECK(out["error"].is_string());
    CHECK_FALSE(out["error"].get<std::string>().empty());
  }
}

TEST_CASE("ids of any plain kind are echoed, and no nesting is deep enough to end the program") {
  for (const auto& id :
       {json("text"), json(1.5), json(true), json(nullptr), json({1, 2}), json({{"a", 1}})}) {
    CHECK(json::parse(decode_dns_line(json{{"id", id}, {"hex", "00"}}.dump()))["id"] == id);
  }
  const auto deep = repeated("[", 300'000) + repeated("]", 300'000);
  CHECK(json::parse(decode_dns_line("{\"id\": " + deep + ", \"hex\": \"00\"}"))["ok"] == false);
  CHECK(json::parse(decode_dns_line(deep))["ok"] == false);
}

TEST_CASE("an id comes back as it was written, whatever its size and depth") {
  const auto deep = repeated("[", 40) + "1" + repeated("]", 40);
  const std::string ids[] = {"18446744073709551616",
                             "-123456789012345678901234567890",
                             repeated("9", 400),
                             "0.1234567890123456789012345",
                             "1e400",
                             "1.50",
                             "-0",
                             R"("a\u0062\/")",
                             R"({"id":[18446744073709551617,{"b":",]}\""}]})",
                             deep};
  for (const auto& id : ids) {
    for (const auto* rest :
         {R"("hex": "00")", R"("hex": "000000000000000000000000")", R"("other": [1, 2e999])"}) {
      const auto before = decode_dns_line("{\"id\": " + id + ", " + rest + "}");
      const auto after = decode_dns_line(std::string("{") + rest + R"(, "\u0069d" :)" + id + " }");
      CHECK(before.contains("\"id\":" + id + ","));
      CHECK(before == after);
    }
  }
}

TEST_CASE("an id leaves in printable ASCII without blanks, the last one where there are two") {
  CHECK(
      decode_dns_line("{\"id\": [1,\t\"\xc3\xa4 b\"], \"hex\": \"00\"}").contains(R"("id":[1,"\u00e4 b"],)"));
  CHECK(decode_dns_line(R"({"id": 1, "a": {"id": 3}, "id": 2})").contains(R"("id":2,)"));
  CHECK(decode_dns_line(R"({"a": {"id": 3}})").contains(R"("id":null,)"));
  CHECK(decode_dns_line("\xef\xbb\xbf{\"id\": 1e0}").contains(R"("id":1e0,)"));
  CHECK(decode_dns_line(std::string("{\"id\": 1}\0{\"id\": 2]", 19)).contains(R"("id":1,)"));
}

TEST_CASE("what is no number is no JSON") {
  for (const auto* id : {"01", "1.", "-", ".5", "1e", "+1", "1 2", "nul", "tr ue", "0x10", "NaN"}) {
    const auto out = json::parse(decode_dns_line(std::string("{\"id\": ") + id + ", \"hex\": \"00\"}"));
    CHECK(out == json{{"id", nullptr}, {"ok", false}, {"error", "not a JSON object"}});
  }
}
