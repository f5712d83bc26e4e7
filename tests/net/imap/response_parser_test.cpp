#include "net/imap/response_parser.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace cutwatch;
using namespace cutwatch::net;
using Kind = ImapResponse::Kind;
using Value = ImapValue;

namespace {

Result<std::vector<ImapResponse>> responses_in(std::string_view bytes, std::size_t piece) {
  ImapResponseParser parser;
  std::vector<ImapResponse> responses;
  while (!bytes.empty()) {
    parser.feed(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
    for (;;) {
      auto next = parser.next();
      if (!next) return std::unexpected(next.error());
      if (!*next) break;
      responses.push_back(**std::move(next));
    }
  }
  return responses;
}

Value atom(std::string text) { return {Value::Kind::atom, std::move(text), {}}; }
Value string(std::string text) { return {Value::Kind::string, std::move(text), {}}; }
Value list(std::vector<Value> items) { return {Value::Kind::list, {}, std::move(items)}; }
ImapResponse data(std::vector<Value> values) { return {Kind::untagged, {}, {}, {}, {}, std::move(values)}; }

}  // namespace

TEST_CASE("responses as servers write them") {
  struct Case {
    std::string bytes;
    ImapResponse response;
  };
  for (const Case& row : std::vector<Case>{
           {"* OK [UIDVALIDITY 17] UIDs valid\r\n",
            {Kind::untagged, "", "OK", "UIDVALIDITY 17", "UIDs valid", {}}},
           {"* ok ready\n", {Kind::untagged, "", "OK", "", "ready", {}}},
           {"c1 NO [unavailable] down {5}\r\n", {Kind::tagged, "c1", "NO", "UNAVAILABLE", "down {5}", {}}},
           {"* BYE Logging out \"now\r\n", {Kind::untagged, "", "BYE", "", "Logging out \"now", {}}},
           {"c2 OK\r\n", {Kind::tagged, "c2", "OK", "", "", {}}},
           {"+ idling {3}\r\n", {Kind::continuation, "", "", "", "idling {3}", {}}},
           {"+\r\n", {Kind::continuation, "", "", "", "", {}}},
           {"* OK \x1b[2J\r\n", {Kind::untagged, "", "OK", "", "\\x1b[2J", {}}},
           {"* 23 EXISTS\r\n", data({atom("23"), atom("EXISTS")})},
           {"* SEARCH\r\n", data({atom("SEARCH")})},
           {"* SEARCH 2  84 882 \r\n", data({atom("SEARCH"), atom("2"), atom("84"), atom("882")})},
           {"* LIST (\\HasNoChildren) \"/\" NIL\r\n",
            data({atom("LIST"), list({atom("\\HasNoChildren")}), string("/"), Value{}})},
           {"* X \"a \\\"b\\\\\" \"\"\r\n", data({atom("X"), string("a \"b\\"), string("")})},
           {"* 1 FETCH (UID 7 BODY[HEADER.FIELDS (A B)]<0> {6}\r\nA: x\r\n FLAGS ())\r\n",
            data({atom("1"), atom("FETCH"),
                  list({atom("UID"), atom("7"), atom("BODY[HEADER.FIELDS (A B)]<0>"), string("A: x\r\n"),
                        atom("FLAGS"), list({})})})},
           {"* 1 FETCH (A {0}\r\n B ~{3+}\r\n)\r\n)\r\n",
            data({atom("1"), atom("FETCH"), list({atom("A"), string(""), atom("B"), string(")\r\n")})})},
       }) {
    CAPTURE(row.bytes);
    for (const std::size_t piece : {1UL, 7UL, 10000UL}) {
      const auto responses = responses_in(row.bytes, piece);
      REQUIRE(responses.has_value());
      REQUIRE(responses->size() == 1);
      CHECK(responses->front() == row.response);
    }
  }
}

TEST_CASE("a literal's bytes are never read as responses") {
  const auto responses = responses_in("* 1 FETCH (X {13}\r\n* 2 OK {99}\r\n)\r\nc1 OK done\r\n", 5);
  REQUIRE(responses.has_value());
  REQUIRE(responses->size() == 2);
  CHECK(responses->at(0).values[2].items[1].text == "* 2 OK {99}\r\n");
  CHECK(responses->at(1).tag == "c1");
}

TEST_CASE("what is no response is malformed") {
  for (const char* bytes :
       {"\r\n", " x\r\n", "c1 FETCH\r\n", "* 1 FETCH (UID 1\r\n", "* X \"no end\r\n", "* X a\"b\r\n",
        "* X )\r\n", "* X BODY[HEADER\r\n", "* X \x01\r\n", "HTTP/1.1 400 Bad\r\n"}) {
    CAPTURE(bytes);
    const auto responses = responses_in(bytes, 100);
    REQUIRE_FALSE(responses.has_value());
    CHECK(responses.error().kind == FailureKind::malformed);
  }
}

TEST_CASE("each limit is accepted, and one more is not") {
  const auto literal = [](std::size_t size) {
    return "* 1 FETCH (X {" + std::to_string(size) + "}\r\n" + std::string(size, 'x') + ")\r\n";
  };
  CHECK(responses_in(literal(kMaxImapLiteral), 16384).has_value());
  CHECK_FALSE(responses_in(literal(kMaxImapLiteral + 1), 16384).has_value());
  for (const char* size : {"65537", "99999999999999", "99999999999999999999999999"}) {
    CHECK_FALSE(
        responses_in("* 1 FETCH (X {" + std::string(size) + "}\r\n", 1).has_value());  // before a byte of it
  }
  const auto line = [](std::size_t size) { return "* " + std::string(size - 4, 'x') + "\r\n"; };
  CHECK(responses_in(line(kMaxImapLine), 4096).has_value());
  CHECK_FALSE(responses_in(line(kMaxImapLine + 1), 4096).has_value());
  CHECK_FALSE(responses_in(std::string(kMaxImapLine + 1, 'x'), 4096).has_value());

  std::string many = "* 1 FETCH (";
  for (int i = 0; i < 4; ++i) many += "X {65000}\r\n" + std::string(65000, 'x');
  CHECK(responses_in(many + ")\r\n", 16384).has_value());
  CHECK_FALSE(responses_in(many + "X {65000}\r\n" + std::string(65000, 'x') + ")\r\n", 16384).has_value());

  const auto nested = [](std::size_t depth) {
    return "* " + std::string(depth, '(') + std::string(depth, ')') + "\r\n";
  };
  CHECK(responses_in(nested(16), 100).has_value());
  CHECK_FALSE(responses_in(nested(17), 100).has_value());
}

TEST_CASE("numbers") {
  CHECK(atom("4294967295").number() == 4294967295U);
  CHECK_FALSE(atom("4294967296").number().has_value());
  CHECK_FALSE(atom("-1").number().has_value());
  CHECK_FALSE(atom("1x").number().has_value());
  CHECK_FALSE(string("1").number().has_value());
}
