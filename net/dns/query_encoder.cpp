#include "net/dns/query_encoder.hpp"

#include "core/text/ascii.hpp"

#include <bit>
#include <utility>

namespace cutwatch::net {
namespace {

constexpr unsigned kClassIn = 1;
constexpr unsigned kTypeOpt = 41;
constexpr unsigned kOptionNsid = 3;

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

/// The next octet of a name in presentation form; `dns::Name` guarantees whole escapes.
char unescaped(std::string_view text, std::size_t& at) {
  if (text[at] != '\\') return text[at++];
  if (!is_digit(text[at + 1])) {
    at += 2;
    return text[at - 1];
  }
  const int value = (text[at + 1] - '0') * 100 + (text[at + 2] - '0') * 10 + (text[at + 3] - '0');
  at += 4;
  return static_cast<char>(value);
}

}  // namespace

EncodedQuery::EncodedQuery(const DnsQuery& query, QuerySecrets secrets, Edns edns) {
  put_header(secrets.id, query.is_recursion_desired, edns);
  put_name(query.question.name.text(), secrets.case_bits);
  put16(std::to_underlying(query.question.type));
  put16(kClassIn);
  question_size_ = static_cast<std::uint16_t>(size_ - kHeader);
  if (edns == Edns::with) put_opt();
}

void EncodedQuery::put16(unsigned value) {
  put8(value >> 8);
  put8(value & 0xff);
}

void EncodedQuery::put_header(std::uint16_t id, bool is_recursion_desired, Edns edns) {
  put16(id);
  put16(is_recursion_desired ? 0x0100U : 0U);
  put16(1);
  put16(0);
  put16(0);
  put16(edns == Edns::with ? 1 : 0);
}

void EncodedQuery::put_name(std::string_view text, std::uint64_t case_bits) {
  if (text == ".") text = {};
  for (std::size_t at = 0; at < text.size(); ++at) {  // at every turn: the start of a label; a dot ends it
    const std::size_t length_at = size_++;
    while (text[at] != '.') {
      char c = unescaped(text, at);
      if (is_letter(c)) {
        if ((case_bits & 1) != 0) c = static_cast<char>(c - 0x20);
        case_bits = std::rotr(case_bits, 1);
      }
      put8(static_cast<unsigned char>(c));
    }
    octets_[length_at] = static_cast<std::uint8_t>(size_ - length_at - 1);
  }
  put8(0);
}

void EncodedQuery::put_opt() {
  put8(0);  // RFC 6891 §6.1.2: owner is the root
  put16(kTypeOpt);
  put16(kUdpPayload);
  put16(0);  // extended rcode 0, version 0
  put16(0);  // flags: DO stays off, signatures would only make replies larger
  put16(4);
  put16(kOptionNsid);  // RFC 5001 §2.1: asked for with an empty option
  put16(0);
}

}  // namespace cutwatch::net
