#include "net/dns/reply_match.hpp"

#include <algorithm>

namespace cutwatch::net {
namespace {

constexpr std::uint8_t kResponse = 0x80;
constexpr std::uint8_t kOpcode = 0x78;

std::uint8_t lower(std::uint8_t c) { return c >= 'A' && c <= 'Z' ? static_cast<std::uint8_t>(c + 0x20) : c; }

}  // namespace

ReplyMatch match_reply(const EncodedQuery& query, std::span<const std::uint8_t> datagram) {
  const auto sent = query.question();
  if (datagram.size() < EncodedQuery::kHeader + sent.size()) return ReplyMatch::no;
  const bool is_same_id = datagram[0] == query.octets()[0] && datagram[1] == query.octets()[1];
  const bool is_response_to_query = (datagram[2] & (kResponse | kOpcode)) == kResponse;
  const bool has_one_question = datagram[4] == 0 && datagram[5] == 1;
  if (!is_same_id || !is_response_to_query || !has_one_question) return ReplyMatch::no;

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
