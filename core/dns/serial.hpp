#pragma once
#include <cstdint>

namespace cutwatch::dns {

/// Whether one zone serial is older than another (RFC 1982 §3.2: they count in a circle). False for equal
/// ones, and for two that lie half a circle apart.
bool is_behind(std::uint32_t serial, std::uint32_t other);

}  // namespace cutwatch::dns
