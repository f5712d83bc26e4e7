#pragma once
#include "net/dns/dns_transport.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace cutwatch::test {

using Octets = std::vector<std::uint8_t>;
using Rcodes = std::vector<std::uint16_t>;

/// "c0 0c 00 01" as octets.
Octets octets(std::string_view hex);
Octets operator+(Octets left, const Octets& right);

/// A name without compression: "mail.example.org." or "." for the root.
Octets wire_name(std::string_view dotted);

net::DnsQuery query_for(std::string_view name, dns::RrType type);

/// The header and question of a query, made a reply with as many answers as said.
Octets reply_head(std::span<const std::uint8_t> query, std::uint16_t flags, std::uint16_t answers);

/// One record owned by the question's name.
Octets record(std::uint16_t type, std::uint32_t ttl, const Octets& data);

/// A good reply to any query for an MX: "10 mail.example.org.", TTL 300.
Octets mx_reply(std::span<const std::uint8_t> query);

/// An error without records.
Octets rcode_reply(std::span<const std::uint8_t> query, std::uint16_t rcode);

/// An error that is the header alone, without the question: as old servers answer what they do not
/// understand.
Octets bare_reply(std::span<const std::uint8_t> query, std::uint16_t rcode);

/// How a server refuses EDNS: FORMERR, NOTIMP or BADVERS, the last in an OPT of its own.
Octets edns_refusal(std::span<const std::uint8_t> query, std::uint16_t rcode);

/// Where the question's type begins, behind its name.
std::size_t question_type_at(std::span<const std::uint8_t> message);

}  // namespace cutwatch::test
