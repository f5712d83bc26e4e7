#pragma once
#include "core/dns/message.hpp"

#include <optional>
#include <set>
#include <string>

namespace cutwatch::dns {

/// The name servers of a zone as its parent names them, who hands them to resolvers, and as the zone does
/// itself.
struct DelegationSides {
  Name zone;
  std::set<std::string> parent;
  std::set<std::string> child;
  friend bool operator==(const DelegationSides&, const DelegationSides&) = default;

  std::set<std::string> only_parent() const;
  std::set<std::string> only_child() const;
};

inline constexpr std::size_t kMaxDelegatedNames = 32;

/// The servers that a referral to `zone` names, at most `kMaxDelegatedNames`. nullopt where the message is
/// none (RFC 1034 §4.3.2): an answer with authority tells what the zone says, not what its parent does.
std::optional<std::set<std::string>> delegated_names(const Message& message, const Name& zone);

}  // namespace cutwatch::dns
