#pragma once
#include "core/address/ip_address.hpp"
#include "core/time/time.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cutwatch::mail {

/// One address that DNS sends a domain's mail to.
struct Exchange {
  std::string host;       ///< As the MX names it: "mail.example.org.".
  Endpoint address;       ///< Where it is connected to.
  std::uint8_t rank = 0;  ///< 0 is tried first; the same for hosts of equal preference (RFC 5321 §5.1).
  std::string path;       ///< Whose server it is: "old", "new"; empty: neither.
  friend bool operator==(const Exchange&, const Exchange&) = default;
};

inline constexpr std::size_t kMaxExchanges = 5;       ///< Of one answer: many senders try no more either.
inline constexpr std::size_t kMaxNamedResolvers = 8;  ///< The others are counted.

/// Where DNS sends one message: what an answer says that one or more resolvers may give.
struct DnsWay {
  std::vector<Exchange> exchanges;  ///< In the order in which a sender tries them; at most `kMaxExchanges`.
  std::vector<std::string> resolvers;  ///< Whose users it would take this way: ids, the first by name.
  std::size_t other_resolvers = 0;     ///< More of them than are named.
  std::optional<Endpoint>
      answered{};                   ///< Who had the last word to say of the message: taken, put off, refused.
  std::optional<WallTime> tried{};  ///< When the last attempt ended.
  friend bool operator==(const DnsWay&, const DnsWay&) = default;

  /// "in.proxy.example. 198.51.100.7:25, then mail.example.org. 192.0.2.10:25"; "or" between equals. The same
  /// for the same destination, whatever the numbers of the preferences, and another for any other.
  std::string destination() const;

  /// The path of the server that had the last word: "old", "new"; empty: none of the plan's, or nobody had.
  std::string answered_path() const;

  /// All that it names is the old server.
  bool leads_to_old_only() const;
};

}  // namespace cutwatch::mail
