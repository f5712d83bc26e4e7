#pragma once
#include "core/dns/resolver.hpp"
#include "core/failure/failure.hpp"

#include <string>

namespace cutwatch::cli {

/// A resolver as the command line names it; its text becomes its id.
///   ADDR, ADDR:PORT, [V6]:PORT       plain DNS
///   tls://ADDR[:PORT][#NAME]         DoT; the certificate must prove NAME, or else the address
///   https://NAME[:PORT]/PATH[#ADDR]  DoH at ADDR, which is needed where the URL names no address: no name is
///                                    looked up
/// The operator is the catalogue's for that address, or assumed. Errors: malformed, with what was expected.
Result<dns::Resolver> parse_resolver(const std::string& text, const std::string& ca_file);

}  // namespace cutwatch::cli
