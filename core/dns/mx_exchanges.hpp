#pragma once
#include "core/dns/name.hpp"
#include "core/dns/rrset.hpp"

#include <cstdint>
#include <vector>

namespace cutwatch::dns {

/// One host of an MX RRset.
struct MxExchange {
  std::uint16_t preference = 0;
  Name host;
  friend bool operator==(const MxExchange&, const MxExchange&) = default;
};

/// The hosts that an MX answer sends a domain's mail to, the preferred ones first (RFC 5321 §5.1), equal ones
/// by name. A domain without an MX is its own. None where it takes no mail ("0 .", RFC 7505). Pure.
std::vector<MxExchange> exchanges_in_order(const RrSet& mx, const Name& domain);

}  // namespace cutwatch::dns
