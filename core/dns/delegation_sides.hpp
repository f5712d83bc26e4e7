#pragma once
#include "core/dns/message.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace cutwatch::dns {

/// The addresses of name servers, by name, in text.
using ServerAddresses = std::map<std::string, std::set<std::string>>;

/// The addresses of one name server that only one side gives.
struct GlueDifference {
  std::set<std::string> only_parent;  ///< Resolvers may go there, and the server may be gone.
  std::set<std::string> only_child;
  friend bool operator==(const GlueDifference&, const GlueDifference&) = default;
};

/// The name servers of a zone as its parent names them, who hands them to resolvers, and as the zone does
/// itself.
struct DelegationSides {
  Name zone;
  std::set<std::string> parent;
  std::set<std::string> child;
  ServerAddresses glue;       ///< That the parent's referral gave, of servers whose names are in the zone.
  ServerAddresses addresses;  ///< Of the same, as the zone gives them; only those that it told of.
  friend bool operator==(const DelegationSides&, const DelegationSides&) = default;

  std::set<std::string> only_parent() const;
  std::set<std::string> only_child() const;

  /// The servers of which both sides gave addresses: where they differ.
  std::map<std::string, GlueDifference> glue_differences() const;

  /// All of that for people, one finding a line; empty where both sides agree.
  std::vector<std::string> findings() const;
};

inline constexpr std::size_t kMaxDelegatedNames = 32;

/// The servers that a referral to `zone` names, at most `kMaxDelegatedNames`. nullopt where the message is
/// none (RFC 1034 §4.3.2): an answer with authority tells what the zone says, not what its parent does.
std::optional<std::set<std::string>> delegated_names(const Message& message, const Name& zone);

/// The glue of a referral to `zone`: the addresses of servers that it names and that lie in the zone (RFC
/// 9499 §7). Empty where the message is no referral.
ServerAddresses glue_of(const Message& message, const Name& zone);

}  // namespace cutwatch::dns
