#pragma once
#include "core/dns/name.hpp"
#include "core/dns/rr_type.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cutwatch::dns {

/// What is asked: a name and a type, class IN.
struct Question {
  Name name;
  RrType type;
  friend auto operator<=>(const Question&, const Question&) = default;
};

/// "example.org. MX".
std::string to_string(const Question& question);

/// The transport that a reply came over; a value of the `transport` label.
enum class Transport : std::uint8_t { udp, tcp, dot, doh };

constexpr std::string_view to_string(Transport transport) noexcept {
  switch (transport) {
    case Transport::udp: return "udp";
    case Transport::tcp: return "tcp";
    case Transport::dot: return "dot";
    case Transport::doh: return "doh";
  }
  std::unreachable();
}

/// One record of a message, of any type.
struct ResourceRecord {
  Name owner;
  std::uint16_t type = 0;
  std::uint16_t rr_class = 1;
  std::uint32_t ttl = 0;  ///< As on the wire; values above 2^31 - 1 mean zero (RFC 2181 §8).
  std::string data;       ///< Presentation form; names in it lower-case and absolute.
  friend bool operator==(const ResourceRecord&, const ResourceRecord&) = default;
};

/// A question as a message carries it: the type may be one that cutwatch does not watch.
struct MessageQuestion {
  Name name;
  std::uint16_t type = 0;
  std::uint16_t rr_class = 1;
  friend bool operator==(const MessageQuestion&, const MessageQuestion&) = default;
};

/// Extended DNS Error (RFC 8914).
struct ExtendedError {
  std::uint16_t code = 0;
  std::string text;  ///< Printable ASCII.
  friend bool operator==(const ExtendedError&, const ExtendedError&) = default;
};

/// One decoded DNS message (RFC 1035 §4.1, RFC 6891).
struct Message {
  std::uint16_t id = 0;
  bool is_response = false;
  bool is_authoritative = false;
  bool is_truncated = false;
  bool is_recursion_available = false;
  bool is_authentic = false;  ///< AD, RFC 4035 §3.2.3
  std::uint8_t opcode = 0;
  std::uint16_t rcode = 0;  ///< With EDNS's upper bits.
  bool has_edns = false;
  std::vector<MessageQuestion> questions;
  std::vector<ResourceRecord> answers;
  std::vector<ResourceRecord> authority;
  /// The addresses in the additional section of a referral. Hints, to be compared with what the zone says,
  /// and not to be believed (RFC 5452 §6).
  std::vector<ResourceRecord> glue;
  std::optional<std::string> nsid;  ///< RFC 5001; printable ASCII.
  std::vector<ExtendedError> extended_errors;
  friend bool operator==(const Message&, const Message&) = default;
};

namespace rcode {
inline constexpr std::uint16_t kNoError = 0;
inline constexpr std::uint16_t kFormErr = 1;
inline constexpr std::uint16_t kServFail = 2;
inline constexpr std::uint16_t kNxDomain = 3;
inline constexpr std::uint16_t kNotImp = 4;
inline constexpr std::uint16_t kRefused = 5;
inline constexpr std::uint16_t kBadVers = 16;
}  // namespace rcode

/// The mnemonic of an rcode ("NXDOMAIN", RFC 6895 §2.3); nullopt where it has none.
std::optional<std::string_view> rcode_mnemonic(std::uint16_t rcode) noexcept;

}  // namespace cutwatch::dns
