#pragma once
#include "core/address/ip_network.hpp"
#include "core/mail/header_block.hpp"
#include "core/mail/received.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cutwatch::mail {

/// The way of a mail as its Received fields tell it (RFC 5321 §4.4).
struct Trace {
  static constexpr std::size_t kMost = 32;
  std::vector<std::optional<Received>> fields;  ///< The last added first, at most `kMost`; none: unreadable.
};

Trace read_trace(const HeaderBlock& header);
/// The same of the fields' values.
Trace read_trace(const std::vector<std::string>& values);

/// Whom the writer of a field had the mail from.
enum class Peer : std::uint8_t {
  own_host,  ///< Another program of its own: 127.0.0.1, ::1, LMTP without an address, or nobody is named.
  trusted,   ///< One of the trusted addresses.
  stranger,  ///< Any other address.
  unclear,   ///< Somebody without an address: a name alone is what the peer claimed.
};

/// Other addresses of 127.0.0.0/8 are strangers unless they are trusted.
Peer peer_in(const Received& field, const std::vector<IpNetwork>& trusted);

/// The fields that hosts wrote which we trust, the last added first. The first field is: the mailbox's own
/// server wrote it. Each below one of them is if that one names the writer as its own host or as trusted. The
/// field that names a stranger is still among them; what lies below may be the stranger's invention, as is
/// everything below a host that is trusted and writes no field. Names are never looked at.
std::vector<Received> trusted_hops(const Trace& trace, const std::vector<IpNetwork>& trusted);

/// How far down a trace hosts wrote that we trust.
struct BelievedLines {
  std::size_t count = 0;
  /// They go as far as the sender: the lowest was written by the server that had the mail from him.
  bool reach_sender = false;
  friend bool operator==(const BelievedLines&, const BelievedLines&) = default;
};

/// The sender is whoever is no trusted host; or a program of the lowest one's own, if no line lies below.
BelievedLines believed_lines(const Trace& trace, const std::vector<IpNetwork>& trusted);

}  // namespace cutwatch::mail
