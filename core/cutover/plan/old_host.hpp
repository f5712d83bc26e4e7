#pragma once
#include "core/address/ip_address.hpp"
#include "core/dns/message.hpp"
#include "core/dns/name.hpp"
#include "core/dns/rrset.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cutwatch::cutover {

/// The server that mail leaves: what an RRset must not name once it is switched off.
struct OldHost {
  std::string name;  ///< Canonical, with its last dot; empty where no name is the old server's alone.
  std::vector<IpAddress> addresses;
  std::vector<std::string> other_names{};  ///< Likewise; that lead to one of its addresses for good.
};

/// Whether a canonical name is one of the old host's.
bool is_name_of(const OldHost& host, std::string_view name);

/// Whether an RRset leads to the old host: an MX, SRV or CNAME to one of its names, any other to one of its
/// addresses.
bool names(const OldHost& host, const dns::Question& question, const dns::RrSet& rrset);

/// Whether a name is where the PTR record of one of its addresses is.
bool is_reverse_name_of(const OldHost& host, const dns::Name& name);

/// Whether a name is where the PTR record of an address is: its reverse name, or the one that a delegation by
/// alias puts in its place, with one label more ("10.0/25.2.0.192.in-addr.arpa.", RFC 2317 §4).
bool is_reverse_name_of(const IpAddress& address, const dns::Name& name);

}  // namespace cutwatch::cutover
