#pragma once
#include "net/dns/query_encoder.hpp"
#include "net/stream/https_client.hpp"

#include <cstdint>
#include <vector>

namespace cutwatch::net {

inline constexpr std::string_view kDnsMessageType = "application/dns-message";

/// The DNS message of an HTTP response (RFC 8484 §4.2.1). HTTP ties it to its request, so that its id means
/// nothing: the id comes out as the query's. Errors: protocol (a status other than 2xx) · malformed (another
/// type of content, or a message that answers another question). Pure.
Result<std::vector<std::uint8_t>> dns_message_of(const HttpsResponse& response, const EncodedQuery& query);

}  // namespace cutwatch::net
