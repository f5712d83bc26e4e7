#include "net/dns/reply_match.hpp"

#include <algorithm>

namespace cutwatch::net {
namespace {

constexpr std::uint8_t kResponse = 0x80;
constexpr std::uint8_t kOpcode = 0x78;

std::uint8_t lower(std::uint8_t c) { return c >= 'A' && c <= 'Z' ? static_cast<std::uint8_t>(c + 0x20) : c; }

bool is_header_without_counts(std::span<const std::uint8_t> datagram) {
  static constexpr std::size_t kCounts = 4;
  return datagram.size() == EncodedQuery::kHeader &&
         std::ranges::all_of(datagram.subspan(kCounts), [](std::uint8_t octet) { return octet == 0; });
}

bool is_error_of_old_servers(std::uint8_t flags) {
  switch (flags & 0x0f) {
    case dns::rcode::kFormErr:
    case dns::rcode::kServFail:
    case dns::rcode::kNotImp:
    case dns::rcode::kRefused: return true;
    default: return false;
  }
}

}  // namespace

ReplyMatch match_reply(const EncodedQuery& query, std::span<const std::uint8_t> datagram) {
  const auto sent = query.question();
  if (datagram.size() < EncodedQuery::kHeader) return ReplyMatch::no;
  const bool is_same_id = datagram[0] == query.octets()[0] && datagram[1] == query.octets()[1];
  const bool is_response_to_query = (datagram[2] & (kResponse | kOpcode)) == kResponse;
  if (!is_same_id || !is_response_to_query) return ReplyMatch::no;
  if (is_header_without_counts(datagram))
    return is_error_of_old_servers(datagram[3]) ? ReplyMatch::bare_error : ReplyMatch::no;
  const bool has_one_question = datagram[4] == 0 && datagram[5] == 1;
  if (!has_one_question || datagram.size() < EncodedQuery::kHeader + sent.size()) return ReplyMatch::no;

  const auto received = datagram.subspan(EncodedQuery::kHeader, sent.size());
  if (std::ranges::equal(sent, received)) return ReplyMatch::match;
  // Label lengths are at most 63, below any letter: lowering all octets of the name compares names without
  // case.
  const std::size_t name = sent.size() - 4;
  const bool is_same_name = std::ranges::equal(sent.first(name), received.first(name), {}, lower, lower);
  const bool is_same_kind = std::ranges::equal(sent.subspan(name), received.subspan(name));
  return is_same_name && is_same_kind ? ReplyMatch::wrong_case : ReplyMatch::no;
}

}  // namespace cutwatch::net
