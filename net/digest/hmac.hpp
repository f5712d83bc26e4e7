#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace cutwatch::net {

using HmacKey = std::array<std::uint8_t, 32>;

/// HMAC-SHA-256 (RFC 2104), cut to 128 bits and written as 32 lower-case hexadecimal digits.
/// Throws std::runtime_error when OpenSSL cannot compute it (a bug or a broken installation).
std::string hmac_hex(const HmacKey& key, std::string_view message);

/// Compares in time that does not depend on where the texts differ.
bool is_equal_in_constant_time(std::string_view left, std::string_view right);

/// Lower-case hexadecimal digits, two per byte.
std::string hex(std::span<const std::uint8_t> bytes);

}  // namespace cutwatch::net
