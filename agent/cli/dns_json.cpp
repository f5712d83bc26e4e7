#include "agent/cli/dns_json.hpp"

#include "core/dns/rr_type_name.hpp"

namespace cutwatch::cli {

using nlohmann::json;

namespace {

/// A TTL is 31 bits; one with the top bit set counts as zero (RFC 2181 §8).
constexpr std::uint32_t kMaxTtl = 0x7fffffff;

}  // namespace

json rcode_json(std::uint16_t rcode) {
  const auto mnemonic = dns::rcode_mnemonic(rcode);
  return mnemonic ? json(*mnemonic) : json(rcode);
}

json answers_json(const dns::Message& message) {
  json out = json::array();
  for (const auto& record : message.answers) {
    if (record.rr_class != 1) continue;
    out.push_back({{"name", record.owner.text()},
                   {"type", dns::rr_type_name(record.type)},
                   {"ttl", record.ttl > kMaxTtl ? 0 : record.ttl},
                   {"data", record.data}});
  }
  return out;
}

}  // namespace cutwatch::cli
