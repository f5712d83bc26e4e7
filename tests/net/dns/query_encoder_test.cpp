#include "net/dns/query_encoder.hpp"

#include "net/dns/message_decoder.hpp"
#include "tests/net/dns/wire.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace cutwatch;
using namespace cutwatch::net;
using namespace cutwatch::test;

namespace {

Octets encoded(const DnsQuery& query, QuerySecrets secrets, Edns edns) {
  const EncodedQuery result(query, secrets, edns);
  return {result.octets().begin(), result.octets().end()};
}

}  // namespace

TEST_CASE("a query is header, question, and an OPT that asks for 1232 octets and the NSID") {
  const auto query = query_for("example.org", dns::RrType::mx);
  CHECK(encoded(query, {.id = 0x1234, .case_bits = 0}, Edns::with) ==
        octets("1234 0100 0001 0000 0000 0001") + wire_name("example.org.") + octets("000f 0001") +
            octets("00 0029 04d0 00000000 0004 0003 0000"));
}

TEST_CASE("a query without EDNS has no additional record") {
  const auto query = query_for("example.org", dns::RrType::a);
  CHECK(encoded(query, {.id = 1, .case_bits = 0}, Edns::without) ==
        octets("0001 0100 0001 0000 0000 0000") + wire_name("example.org.") + octets("0001 0001"));
}

TEST_CASE("an authoritative server is not asked to recurse") {
  auto query = query_for("example.org", dns::RrType::ns);
  query.is_recursion_desired = false;
  CHECK(encoded(query, {}, Edns::without)[2] == 0);
}

TEST_CASE("the case bits change letters only, from the first letter on") {
  const auto query = query_for("a1-b.c\\046d.\\255e", dns::RrType::txt);
  struct Row {
    std::uint64_t bits;
    std::string_view name;
  };
  for (const auto& [bits, name] : {Row{0,
                                       "\x04"
                                       "a1-b\x04"
                                       "c.d"
                                       "\x00"},
                                   Row{1,
                                       "\x04"
                                       "A1-b"}}) {
    const auto out = encoded(query, {.id = 0, .case_bits = bits}, Edns::without);
    CHECK(std::string(out.begin() + 12, out.begin() + 17) == name.substr(0, 5));
  }
  const auto all = encoded(query, {.id = 0, .case_bits = ~0ULL}, Edns::without);
  CHECK(Octets(all.begin() + 12, all.end()) == octets("04 41312d42  03 432e44  02 ff45  00 0010 0001"));
}

TEST_CASE("the bits repeat after 64 letters") {
  const std::string label(40, 'x');
  const auto out =
      encoded(query_for(label + "." + label, dns::RrType::a), {.id = 0, .case_bits = 1}, Edns::without);
  CHECK(std::count(out.begin(), out.end(), 'X') == 2);
  CHECK(out[13] == 'X');
  CHECK(out[12 + 1 + 40 + 1 + 24] == 'X');
}

TEST_CASE("the root and the longest name fit") {
  CHECK(encoded(query_for(".", dns::RrType::ns), {}, Edns::without).size() == 12 + 1 + 4);
  std::string longest;
  for (int i = 0; i < 3; ++i) longest += std::string(63, 'a') + '.';
  longest += std::string(61, 'a');
  CHECK(encoded(query_for(longest, dns::RrType::a), {}, Edns::with).size() == 12 + 255 + 4 + 15);
}

TEST_CASE("what is encoded decodes to the same question") {
  for (const std::string_view name :
       {".", "example.org.", "a\\.b.c\\000d.xn--bcher-kva.example.", "_dmarc.example.org."}) {
    for (const auto type : dns::kRrTypes) {
      const auto query = query_for(name, type);
      const auto message = decode_message(encoded(query, {.id = 7, .case_bits = 0x5a5a5a5a}, Edns::with));
      REQUIRE(message.has_value());
      CHECK(message->id == 7);
      CHECK_FALSE(message->is_response);
      CHECK(message->has_edns);
      REQUIRE(message->questions.size() == 1);
      CHECK(message->questions[0].name == query.question.name);
      CHECK(message->questions[0].type == static_cast<std::uint16_t>(type));
    }
  }
}
