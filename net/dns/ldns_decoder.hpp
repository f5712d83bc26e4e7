#pragma once
#include "net/dns/wire_reader.hpp"

#include <cstdint>
#include <string>

namespace cutwatch::net {

/// The one place that calls ldns, and only to print a record's data
/// (docs/decisions/0012-ldns-as-a-decoder-only.md).

/// True for the types left to ldns: DNSSEC, TLSA, CAA, SVCB and the like.
bool is_read_by_ldns(std::uint16_t type) noexcept;

/// The data of one record of class IN in presentation form, names in it lower-case. Takes all of `data`;
/// complains through it when ldns cannot read it. ldns never sees the message: it is given this one record,
/// with the name that some of these types hold decompressed, so no pointer can lead it astray.
std::string ldns_rdata_text(std::uint16_t type, WireReader& data);

}  // namespace cutwatch::net
