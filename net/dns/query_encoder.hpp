#pragma once
#include "net/dns/dns_transport.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace cutwatch::net {

/// Whether a query carries an OPT record (RFC 6891). Without it, for servers that answer FORMERR or BADVERS
/// to one.
enum class Edns : std::uint8_t { with, without };

/// What makes one transmission hard to forge (RFC 5452 §9.2).
struct QuerySecrets {
  std::uint16_t id = 0;
  /// 0x20: letter i of the name is sent in upper case when bit i mod 64 is set.
  std::uint64_t case_bits = 0;
};

/// The largest UDP reply we ask for: no path fragments it (DNS flag day 2020).
inline constexpr std::uint16_t kUdpPayload = 1232;

/// The octets of one query, in a buffer of fixed size: header, the longest name, type and class, OPT with
/// NSID.
class EncodedQuery {
 public:
  static constexpr std::size_t kHeader = 12;
  static constexpr std::size_t kMaxSize = kHeader + 255 + 4 + 15;

  /// Writes the query (RFC 1035 §4.1). Never allocates; every `dns::Name` fits.
  EncodedQuery(const DnsQuery& query, QuerySecrets secrets, Edns edns);

  std::span<const std::uint8_t> octets() const { return {octets_.data(), size_}; }
  /// Name, type and class as sent: what a reply must repeat octet by octet.
  std::span<const std::uint8_t> question() const { return {octets_.data() + kHeader, question_size_}; }
  std::uint16_t id() const { return static_cast<std::uint16_t>(octets_[0] << 8 | octets_[1]); }

 private:
  void put8(unsigned value) { octets_[size_++] = static_cast<std::uint8_t>(value); }
  void put16(unsigned value);
  void put_header(std::uint16_t id, bool is_recursion_desired, Edns edns);
  void put_name(std::string_view text, std::uint64_t case_bits);
  void put_opt();

  std::array<std::uint8_t, kMaxSize> octets_;
  std::uint16_t size_ = 0;
  std::uint16_t question_size_ = 0;
};

}  // namespace cutwatch::net
