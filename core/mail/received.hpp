#pragma once
#include "core/address/ip_address.hpp"
#include "core/failure/failure.hpp"
#include "core/time/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace cutwatch::mail {

/// What one Received field says (RFC 5321 §4.4, RFC 5322 §3.6.7, and what servers write beyond them). All of
/// it is the claim of whoever wrote the line; who that was, the lines above tell. Addresses are without <>,
/// [] and "IPv6:".
struct Received {
  bool has_from = false;             ///< It says that somebody handed the mail over, whether or not who.
  std::optional<std::string> from;   ///< The name after "from": mostly what HELO claimed, no evidence.
  std::optional<IpAddress> from_ip;  ///< Who connected, as the writer saw it.
  std::optional<std::string> helo;   ///< What the peer called itself, where that is said apart.
  std::optional<std::string> by;
  std::optional<std::string> with;       ///< "ESMTPS", "Microsoft SMTP Server".
  std::optional<std::string> id;         ///< The queue id.
  std::optional<std::string> recipient;  ///< Of the "for" clause.
  std::optional<std::string> via;
  std::optional<std::string> envelope_from;  ///< "": the null sender.
  std::optional<WallTime> date;
  friend bool operator==(const Received&, const Received&) = default;
};

/// Reads the field's value, folded or not. Errors: malformed, where it has neither a clause nor a date, or is
/// longer than 64 KiB. Linear in the length. Pure.
Result<Received> parse_received(std::string_view value);

}  // namespace cutwatch::mail
