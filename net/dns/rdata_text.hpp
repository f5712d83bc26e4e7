#pragma once
#include "net/dns/wire_reader.hpp"

#include <cstdint>
#include <string>

namespace cutwatch::net {

/// The presentation form of one record's data, names in it lower-case and absolute: what
/// `dns::canonical_data` makes of a person's text. `data` is narrowed to it; complains through it when the
/// data is not of its type. Types that cutwatch watches, and all whose names may be compressed (RFC 3597 §4),
/// are read here; the other known ones by ldns; unknown types, and A and AAAA outside class IN, take the form
/// of RFC 3597 §5.
std::string rdata_text(std::uint16_t type, std::uint16_t rr_class, WireReader& data);

/// Reads the data as `rdata_text` does, for its complaints alone: without text where that costs anything.
void check_rdata(std::uint16_t type, std::uint16_t rr_class, WireReader& data);

}  // namespace cutwatch::net
