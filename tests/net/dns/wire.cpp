#include "tests/net/dns/wire.hpp"

#include <algorithm>
#include <string>

namespace cutwatch::test {

Octets octets(std::string_view hex) {
  Octets out;
  std::string digits;
  std::ranges::copy_if(hex, std::back_inserter(digits), [](char c) { return c != ' ' && c != '\n'; });
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    out.push_back(static_cast<std::uint8_t>(std::stoi(digits.substr(i, 2), nullptr, 16)));
  }
  return out;
}

Octets operator+(Octets left, const Octets& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

Octets wire_name(std::string_view dotted) {
  Octets out;
  while (dotted.size() > 1) {
    const auto dot = dotted.find('.');
    out.push_back(static_cast<std::uint8_t>(dot));
    out.insert(out.end(), dotted.begin(), dotted.begin() + static_cast<std::ptrdiff_t>(dot));
    dotted.remove_prefix(dot + 1);
  }
  out.push_back(0);
  return out;
}

net::DnsQuery query_for(std::string_view name, dns::RrType type) {
  return {.question = {.name = dns::Name::parse(name).value(), .type = type}};
}

std::size_t question_type_at(std::span<const std::uint8_t> message) {
  std::size_t at = 12;
  while (message[at] != 0) at += 1U + message[at];
  return at + 1;
}

namespace {

Octets number(std::uint64_t value, int size) {
  Octets out;
  for (int i = size - 1; i >= 0; --i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
  return out;
}

}  // namespace

Octets reply_head(std::span<const std::uint8_t> query, std::uint16_t flags, std::uint16_t answers) {
  const auto end = static_cast<std::ptrdiff_t>(question_type_at(query) + 4);
  return Octets(query.begin(), query.begin() + 2) + number(flags, 2) + number(1, 2) + number(answers, 2) +
         number(0, 4) + Octets(query.begin() + 12, query.begin() + end);
}

Octets record(std::uint16_t type, std::uint32_t ttl, const Octets& data) {
  return octets("c00c") + number(type, 2) + octets("0001") + number(ttl, 4) + number(data.size(), 2) + data;
}

Octets mx_reply(std::span<const std::uint8_t> query) {
  return reply_head(query, 0x8180, 1) + record(15, 300, octets("000a") + wire_name("mail.example.org."));
}

Octets rcode_reply(std::span<const std::uint8_t> query, std::uint16_t rcode) {
  return reply_head(query, static_cast<std::uint16_t>(0x8180 | rcode), 0);
}

Octets bare_reply(std::span<const std::uint8_t> query, std::uint16_t rcode) {
  return Octets(query.begin(), query.begin() + 2) + number(0x8100U | rcode, 2) + number(0, 8);
}

Octets edns_refusal(std::span<const std::uint8_t> query, std::uint16_t rcode) {
  auto reply = rcode_reply(query, rcode & 0x0f);
  if (rcode <= 0x0f) return reply;
  reply[11] = 1;
  return reply + octets("00 0029 04d0 01000000 0000");
}

}  // namespace cutwatch::test
