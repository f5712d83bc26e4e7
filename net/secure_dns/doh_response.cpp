#include "net/secure_dns/doh_response.hpp"

#include "core/text/ascii.hpp"
#include "core/text/printable.hpp"
#include "net/dns/reply_match.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

namespace cutwatch::net {
namespace {

/// Type and subtype alone, without parameters; their case means nothing (RFC 9110 §8.3.1).
bool is_dns_message(std::string_view content_type) {
  auto type = content_type.substr(0, content_type.find(';'));
  while (type.ends_with(' ') || type.ends_with('\t')) type.remove_suffix(1);
  return std::ranges::equal(type, kDnsMessageType, {}, lower);
}

}  // namespace

Result<std::vector<std::uint8_t>> dns_message_of(const HttpsResponse& response, const EncodedQuery& query) {
  if (response.status < 200 || response.status > 299)
    return fail(FailureKind::protocol, fmt::format("DoH: HTTP status {}", response.status));
  if (!is_dns_message(response.content_type)) {
    return fail(FailureKind::malformed, fmt::format("DoH: content of type \"{}\", not {}",
                                                    printable(response.content_type, 100), kDnsMessageType));
  }
  std::vector<std::uint8_t> octets(response.body.begin(), response.body.end());
  if (octets.size() >= 2) std::ranges::copy(query.octets().first(2), octets.begin());
  if (match_reply(query, octets) == ReplyMatch::no)
    return fail(FailureKind::malformed, "DoH: a message that does not answer the question");
  return octets;
}

}  // namespace cutwatch::net
