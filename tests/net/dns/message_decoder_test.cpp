#include "net/dns/message_decoder.hpp"

#include "core/dns/answer.hpp"
#include "core/dns/rrset.hpp"
#include "tests/net/dns/wire.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace cutwatch;
using namespace cutwatch::net;
using namespace cutwatch::test;

namespace {

const Octets kQuestion = wire_name("Example.ORG.") + octets("000f 0001");

Octets header(std::string_view flags, std::string_view counts) {
  return octets("beef") + octets(flags) + octets(counts);
}

/// A reply with one answer.
Octets with_answer(std::uint16_t type, const Octets& data) {
  return header("8180", "0001 0001 0000 0000") + kQuestion + record(type, 300, data);
}

Octets with_opt(std::string_view extended_rcode, const Octets& options) {
  return header("8181", "0001 0000 0000 0001") + kQuestion + octets("00 0029 04d0") + octets(extended_rcode) +
         octets("000000") +
         Octets{static_cast<std::uint8_t>(options.size() >> 8),
                static_cast<std::uint8_t>(options.size() & 0xff)} +
         options;
}

std::string data_of(std::uint16_t type, const Octets& data) {
  const auto message = decode_message(with_answer(type, data));
  return message ? message->answers.at(0).data : "error: " + message.error().detail;
}

std::string error_of(const Octets& message) {
  const auto decoded = decode_message(message);
  return decoded ? "no error" : decoded.error().detail;
}

}  // namespace

TEST_CASE("a reply's header, question and records come out as values") {
  const auto message =
      decode_message(with_answer(15, octets("000a 04") + Octets{'M', 'a', 'I', 'l'} + octets("c00c")));
  REQUIRE(message.has_value());
  CHECK(message->id == 0xbeef);
  CHECK(message->is_response);
  CHECK(message->is_recursion_available);
  CHECK_FALSE(message->is_authoritative);
  CHECK_FALSE(message->has_edns);
  CHECK(message->questions.at(0).name.text() == "example.org.");
  CHECK(message->questions[0].type == 15);
  const dns::ResourceRecord expected{.owner = dns::Name::parse("example.org").value(),
                                     .type = 15,
                                     .rr_class = 1,
                                     .ttl = 300,
                                     .data = "10 mail.example.org."};
  CHECK(message->answers == std::vector{expected});
}

TEST_CASE("each flag is read from its own bit") {
  const auto flags = [](std::string_view hex) {
    return decode_message(header(hex, "0000 0000 0000 0000")).value();
  };
  CHECK(flags("8000").is_response);
  CHECK(flags("0400").is_authoritative);
  CHECK(flags("0200").is_truncated);
  CHECK(flags("0080").is_recursion_available);
  CHECK(flags("0020").is_authentic);
  CHECK(flags("2800").opcode == 5);
  CHECK(flags("0003").rcode == 3);
  CHECK(flags("0000") == dns::Message{.id = 0xbeef});
}

TEST_CASE("data comes out in presentation form, names lower-case and absolute") {
  struct Row {
    std::uint16_t type;
    Octets data;
    std::string_view text;
  };
  const Row rows[] = {
      {1, octets("c0000201"), "192.0.2.1"},
      {28, octets("20010db8 00000000 00000000 00000001"), "2001:db8::1"},
      {28, octets("00000000 00000000 0000ffff c0000201"), "::ffff:192.0.2.1"},
      {2, wire_name("NS.Example.org."), "ns.example.org."},
      {5, octets("c00c"), "example.org."},
      {12, wire_name("."), "."},
      {15, octets("0000 00"), "0 ."},
      {15, octets("ffff") + wire_name("MX.Example.NET."), "65535 mx.example.net."},
      {16, octets("03 612062 00"), "\"a b\" \"\""},
      {16, {}, ""},
      {16, octets("04 22 5c 00 ff"), "\"\\\"\\\\\\000\\255\""},
      {6, octets("c00c 01 48 c00c 00000001 00000002 00000003 00000004 ffffffff"),
       "example.org. h.example.org. 1 2 3 4 4294967295"},
      {33, octets("0001 0002 0019") + wire_name("Mail.example."), "1 2 25 mail.example."},
      {35, octets("0001 0002 01 55 00 00") + wire_name("X."), "1 2 \"U\" \"\" \"\" x."},
      {13, octets("01 61 01 62"), "\"a\" \"b\""},
      {17, octets("c00c c00c"), "example.org. example.org."},
      {257, octets("00 05 6973737565 6361"), "0 issue \"ca\""},
      {43, octets("0001 08 02 abcd"), "1 8 2 abcd"},
      {47, wire_name("B.Example.") + octets("0001 40"), "b.example. A"},
      {65280, octets("0aff"), "\\# 2 0aff"},
      {65280, {}, "\\# 0"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.type);
    CHECK(data_of(row.type, row.data) == row.text);
  }
}

TEST_CASE("decoded data equals what a person's text becomes") {
  struct Row {
    dns::RrType type;
    std::string_view written;
    Octets data;
  };
  const Row rows[] = {
      {dns::RrType::a, "192.0.2.10", octets("c000020a")},
      {dns::RrType::aaaa, "2001:DB8:0::1", octets("20010db8 00000000 00000000 00000001")},
      {dns::RrType::mx, "10 Mail.Example.ORG", octets("000a") + wire_name("maiL.example.org.")},
      {dns::RrType::ns, "NS1.example.org", wire_name("ns1.EXAMPLE.org.")},
      {dns::RrType::cname, "a\\.b.example", octets("03 61 2e 62") + wire_name("example.")},
      {dns::RrType::ptr, "Mail.example.org.", wire_name("mail.example.org.")},
      {dns::RrType::txt, "v=spf1 -all",
       octets("0b") + Octets{'v', '=', 's', 'p', 'f', '1', ' ', '-', 'a', 'l', 'l'}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.written);
    CHECK(data_of(static_cast<std::uint16_t>(row.type), row.data) ==
          dns::canonical_data(row.type, row.written).value());
  }
}

TEST_CASE("a TXT of several strings is decoded as it came, and becomes one text where it is compared") {
  constexpr auto kTxt = static_cast<std::uint16_t>(dns::RrType::txt);
  const auto decoded = data_of(kTxt, octets("01 61 01 62"));
  CHECK(decoded == "\"a\" \"b\"");
  CHECK(dns::canonical_data(dns::RrType::txt, decoded) == dns::canonical_data(dns::RrType::txt, "ab"));
}

TEST_CASE("every octet of a name comes out printable, as a name that is typed in would") {
  for (unsigned octet = 0; octet < 256; ++octet) {
    CAPTURE(octet);
    const auto text = data_of(2, Octets{1, static_cast<std::uint8_t>(octet), 0});
    CHECK(std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; }));
    CHECK(dns::Name::parse(text).value().text() == text);
    const std::string label(1, static_cast<char>(octet));
    CHECK(dns::Name::from_labels({label}).value().text() == text);
  }
}

TEST_CASE("EDNS gives the upper bits of the rcode, the NSID and extended errors") {
  const auto message = decode_message(with_opt(
      "01", octets("0003 0004 6e7331ff") + octets("000f 0006 0012 62 c3 a4 64") + octets("fde9 0001 00")));
  REQUIRE(message.has_value());
  CHECK(message->has_edns);
  CHECK(message->rcode == (1 << 4 | 1));
  CHECK(message->nsid == "ns1\\xff");
  CHECK(message->extended_errors == std::vector{dns::ExtendedError{.code = 18, .text = "b\\xc3\\xa4d"}});
}

TEST_CASE("records of other classes keep their class, and addresses among them are opaque") {
  const auto message =
      decode_message(header("8180", "0000 0001 0000 0000") + octets("00 0001 0003 00000000 0003 010203"));
  REQUIRE(message.has_value());
  CHECK(message->answers.at(0).rr_class == 3);
  CHECK(message->answers[0].data == "\\# 3 010203");
}

TEST_CASE("octets behind the last counted record are ignored") {
  CHECK(decode_message(with_answer(1, octets("c0000201")) + octets("ff ff ff")).has_value());
}

TEST_CASE("of a referral the addresses in the additional section are kept, apart from all that is believed") {
  const auto said = [](const char* flags) {
    return decode_message(header(flags, "0000 0000 0001 0002") +
                          octets("00 0002 0001 00000000 0003 016100"         // NS a.
                                 "0161 00 0001 0001 0000003c 0004 c0000201"  // a. A
                                 "0161 00 0010 0001 0000003c 0002 0161"));   // a. TXT
  };
  const auto referral = said("8000");
  REQUIRE(referral);
  REQUIRE(referral->glue.size() == 1);
  CHECK(referral->glue[0].owner.text() == "a.");
  CHECK(referral->glue[0].data == "192.0.2.1");
  CHECK(referral->answers.empty());
  CHECK(said("8400").value().glue.empty());
}

TEST_CASE("an additional record is not kept, but it must be sound") {
  const auto additional = [](std::string_view record) {
    return decode_message(header("8180", "0000 0000 0000 0001") + octets(record));
  };
  CHECK(additional("00 0001 0001 00000000 0004 c0000201").value().answers.empty());
  for (const std::string_view record :
       {"00 0001 0001 00000000 0003 c00002", "00 0001 0001 00000000 0005 c000020101",
        "00 000f 0001 00000000 0004 000ac019", "00 0010 0001 00000000 0002 0261",
        "00 001c 0001 00000000 0001 00"}) {
    CAPTURE(record);
    CHECK_FALSE(additional(record).has_value());
  }
}

TEST_CASE("hostile messages are refused with what is wrong") {
  struct Row {
    const char* what;
    Octets message;
    std::string_view error;
  };
  const auto question_at = [](std::string_view name) {
    return header("8180", "0001 0000 0000 0000") + octets(name) + octets("000f 0001");
  };
  std::string too_long;
  for (int i = 0; i < 128; ++i) too_long += "01 61 ";
  const Row rows[] = {
      {"empty", {}, "ends too early"},
      {"half a header", octets("0000 0000"), "ends too early"},
      {"a pointer to itself", question_at("c00c"), "lead backwards"},
      {"a forward pointer", question_at("c00e"), "lead backwards"},
      {"two pointers in a loop", with_answer(2, octets("c02b c029")), "lead backwards"},
      {"a label behind its pointer's loop", with_answer(2, octets("01 61 c029")), "lead backwards"},
      {"a reserved label type", question_at("40 00"), "kind that does not exist"},
      {"a name of 257 octets", question_at(too_long + "00"), "255 octets"},
      {"all counts 65535", header("8180", "ffff ffff ffff ffff"), "past its end"},
      {"65535 answers, one there",
       header("8180", "0001 ffff 0000 0000") + kQuestion + record(1, 1, octets("01020304")), "past its end"},
      {"an address of three octets", with_answer(1, octets("010203")), "ends too early"},
      {"an address of five octets", with_answer(1, octets("0102030405")), "longer than its type"},
      {"an MX with octets behind its name", with_answer(15, octets("000a 00 00")), "longer than its type"},
      {"an MX whose name runs out of it", with_answer(15, octets("000a 05 61")), "past its end"},
      {"a TXT whose string runs out of it", with_answer(16, octets("05 61")), "ends too early"},
      {"an empty address", with_answer(1, {}), "ends too early"},
      {"a DS without a digest's type", with_answer(43, octets("00")), "not of its type"},
      {"an OPT among the answers",
       header("8180", "0000 0001 0000 0000") + octets("00 0029 04d0 00000000 0000"), "OPT outside"},
      {"two OPTs",
       header("8180", "0000 0000 0000 0002") +
           octets("00 0029 04d0 00000000 0000 00 0029 04d0 00000000 0000"),
       "more than one OPT"},
      {"an OPT with an owner",
       header("8180", "0000 0000 0000 0001") + octets("01 61 00 0029 04d0 00000000 0000"), "does not own"},
      {"an option that runs out of its OPT", with_opt("00", octets("0003 0005 61")), "ends too early"},
      {"an extended error of one octet", with_opt("00", octets("000f 0001 00")), "extended error"},
      {"data that runs past the message",
       header("8180", "0000 0001 0000 0000") + octets("00 0001 0001 00000000 0005 01"), "past the message"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    CHECK(error_of(row.message).find(row.error) != std::string::npos);
    CAPTURE(error_of(row.message));
  }
}

TEST_CASE("a message of more than 65535 octets is refused, one of 65535 is not") {
  auto longest = with_answer(1, octets("c0000201"));
  longest.resize(65535);
  CHECK(decode_message(longest).has_value());
  longest.resize(65536);
  CHECK(error_of(longest).find("65535") != std::string::npos);
}

TEST_CASE("every prefix of a good message is refused, and every changed octet is survived") {
  const auto good = with_answer(15, octets("000a") + wire_name("mail.example.org."));
  for (std::size_t size = 0; size < good.size(); ++size) {
    CHECK_FALSE(decode_message(std::span(good).first(size)).has_value());
  }
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (unsigned value = 0; value < 256; ++value) {
      auto changed = good;
      changed[i] = static_cast<std::uint8_t>(value);
      const auto decoded = decode_message(changed);
      if (!decoded) CHECK(decoded.error().kind == FailureKind::malformed);
    }
  }
}

TEST_CASE(
    "4,000 MX in one message of TCP's size: all are read, and no more than a stage can have are taken") {
  constexpr int kMany = 4'000;  // 0x0fa0
  auto message = header("8180", "0001 0fa0 0000 0000") + kQuestion;
  for (int i = 0; i < kMany; ++i) {
    // Owner by compression, a preference, and the root as the host: 15 octets a record.
    const auto preference = Octets{static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i & 0xff)};
    message = message + octets("c00c 000f 0001 0000012c 0003") + preference + octets("00");
  }
  REQUIRE(message.size() <= 65'535);
  const auto decoded = decode_message(message);
  REQUIRE(decoded);
  CHECK(decoded->answers.size() == kMany);
  const auto answer = dns::answer_to({*dns::Name::parse("example.org"), dns::RrType::mx}, *decoded);
  CHECK(answer.rrset.data().size() == dns::kMaxRrSet);
  CHECK(answer.is_cut);
}
