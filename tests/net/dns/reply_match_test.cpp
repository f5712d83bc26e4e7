#include "net/dns/reply_match.hpp"

#include "tests/net/dns/wire.hpp"

#include <doctest/doctest.h>

#include <functional>

using namespace cutwatch;
using namespace cutwatch::net;
using namespace cutwatch::test;

namespace {

/// Leaves the header, with no counts and this rcode.
std::function<void(Octets&)> bare_of(std::uint16_t rcode) {
  return [rcode](Octets& reply) { reply = bare_reply(reply, rcode); };
}

}  // namespace

TEST_CASE("a datagram matches only when every field is right") {
  const EncodedQuery query(query_for("example.org", dns::RrType::mx), {.id = 0x1234, .case_bits = 0b101},
                           Edns::with);
  const auto good = mx_reply(query.octets());
  const auto type_at = question_type_at(good);
  struct Row {
    const char* what;
    std::function<void(Octets&)> change;
    ReplyMatch expected;
  };
  const Row rows[] = {
      {"untouched", [](Octets&) {}, ReplyMatch::match},
      {"an error is a reply", [](Octets& reply) { reply[3] |= 5; }, ReplyMatch::match},
      {"id, upper octet", [](Octets& reply) { reply[0] ^= 1; }, ReplyMatch::no},
      {"id, lower octet", [](Octets& reply) { reply[1] ^= 1; }, ReplyMatch::no},
      {"QR", [](Octets& reply) { reply[2] &= 0x7f; }, ReplyMatch::no},
      {"opcode", [](Octets& reply) { reply[2] |= 0x08; }, ReplyMatch::no},
      {"no question", [](Octets& reply) { reply[5] = 0; }, ReplyMatch::no},
      {"two questions", [](Octets& reply) { reply[5] = 2; }, ReplyMatch::no},
      {"256 and one questions", [](Octets& reply) { reply[4] = 1; }, ReplyMatch::no},
      {"another letter", [](Octets& reply) { reply[14] = 'y'; }, ReplyMatch::no},
      {"a length octet that differs by 0x20", [](Octets& reply) { reply[12] ^= 0x20; }, ReplyMatch::no},
      {"type", [&](Octets& reply) { reply[type_at + 1] = 1; }, ReplyMatch::no},
      {"class", [&](Octets& reply) { reply[type_at + 3] = 3; }, ReplyMatch::no},
      {"case of one letter", [](Octets& reply) { reply[13] ^= 0x20; }, ReplyMatch::wrong_case},
      {"case and type", [&](Octets& reply) { reply[13] ^= 0x20, reply[type_at + 1] = 1; }, ReplyMatch::no},
      {"cut inside the question", [&](Octets& reply) { reply.resize(type_at + 3); }, ReplyMatch::no},
      {"nothing behind the question", [&](Octets& reply) { reply.resize(type_at + 4); }, ReplyMatch::match},
      {"shorter than a header", [](Octets& reply) { reply.resize(2); }, ReplyMatch::no},
      {"a header alone: FORMERR", bare_of(1), ReplyMatch::bare_error},
      {"a header alone: SERVFAIL", bare_of(2), ReplyMatch::bare_error},
      {"a header alone: NOTIMP", bare_of(4), ReplyMatch::bare_error},
      {"a header alone: REFUSED", bare_of(5), ReplyMatch::bare_error},
      {"a header alone: NOERROR", bare_of(0), ReplyMatch::no},
      {"a header alone: NXDOMAIN", bare_of(3), ReplyMatch::no},
      {"a header alone: NOTAUTH", bare_of(9), ReplyMatch::no},
      {"a header alone that counts a question", [](Octets& reply) { reply.resize(12); }, ReplyMatch::no},
      {"empty", [](Octets& reply) { reply.clear(); }, ReplyMatch::no},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    auto reply = good;
    row.change(reply);
    CHECK(match_reply(query, reply) == row.expected);
  }
}

TEST_CASE("letters and their neighbours in ASCII are told apart") {
  // '@' and '`', '[' and '{' differ by 0x20 as letters do.
  const EncodedQuery query(query_for("a\\@b\\[c", dns::RrType::a), {.id = 1, .case_bits = 0}, Edns::without);
  auto reply = rcode_reply(query.octets(), 0);
  reply[14] = '`';
  CHECK(match_reply(query, reply) == ReplyMatch::no);
}
