#pragma once
#include <cstdint>
#include <string>

namespace cutwatch::dns {

/// The mnemonic of any record type in IANA's registry, "TYPE65280" for one that is not in it (RFC 3597 §5).
std::string rr_type_name(std::uint16_t type);

}  // namespace cutwatch::dns
