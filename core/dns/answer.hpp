#pragma once
#include "core/dns/message.hpp"
#include "core/dns/rrset.hpp"
#include "core/time/time.hpp"

namespace cutwatch::dns {

/// How a reply answers its question.
enum class AnswerKind : std::uint8_t {
  records,     ///< NOERROR with the RRset asked for
  nodata,      ///< NOERROR without it (RFC 2308 §2.2)
  nxdomain,    ///< no such name
  servfail,    ///< SERVFAIL, and every rcode that has no kind of its own
  refused,     ///< REFUSED
  referral,    ///< NOERROR that only names other servers: nothing about the record (RFC 2308 §2.2, type 4)
  cname_loop,  ///< a chain of aliases that returns to itself or is longer than eight
};

std::string_view to_string(AnswerKind kind) noexcept;

/// One reply, read as the answer to one question.
struct Answer {
  AnswerKind kind = AnswerKind::nodata;
  RrSet rrset;    ///< Empty unless kind is records.
  Seconds ttl{};  ///< Of the RRset: the least over its records and the aliases before it; of a negative
                  ///< answer: of a resolver's the SOA's TTL, which counts down; of an authority's the larger
                  ///< of that and MINIMUM (resolvers differ in which they obey).
  bool is_authoritative = false;
  bool is_alias = false;  ///< The owner is a CNAME (RFC 2181 §10.3 forbids that for an MX or NS target).
  bool is_cut = false;    ///< More records than `kMaxRrSet`: the rest was not taken.
  std::optional<std::string> nsid;
  std::vector<ExtendedError> extended_errors;
  friend bool operator==(const Answer&, const Answer&) = default;

  /// True when the reply states what the record is, or that it is absent: what a cache can hold.
  bool is_definite() const {
    return kind == AnswerKind::records || kind == AnswerKind::nodata || kind == AnswerKind::nxdomain;
  }
};

inline constexpr std::size_t kMaxRrSet = 64;
inline constexpr std::size_t kMaxAliases = 8;

/// Reads a reply: follows aliases from the question's name inside the answer section, takes only records of
/// that chain (RFC 5452 §6), at most `kMaxRrSet`. Pure; the message must be a response to that question.
Answer answer_to(const Question& question, const Message& message);

}  // namespace cutwatch::dns
