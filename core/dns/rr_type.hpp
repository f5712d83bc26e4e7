#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cutwatch::dns {

/// The record types that cutwatch asks for, with their numbers (RFC 1035 §3.2.2, RFC 3596 §2.1, RFC 2782,
/// RFC 4034 §5).
enum class RrType : std::uint16_t {
  a = 1,
  ns = 2,
  cname = 5,
  soa = 6,
  ptr = 12,
  mx = 15,
  txt = 16,
  aaaa = 28,
  srv = 33,
  ds = 43,  ///< Asked for only: whether a zone is signed.
};

/// Those that can be watched.
inline constexpr std::array kRrTypes{RrType::a,  RrType::ns,  RrType::cname, RrType::soa, RrType::ptr,
                                     RrType::mx, RrType::txt, RrType::aaaa,  RrType::srv};

/// The mnemonic: "MX".
std::string_view to_string(RrType type) noexcept;

/// Case-insensitive mnemonic to type; nullopt for a type that cutwatch does not watch.
std::optional<RrType> parse_rr_type(std::string_view text) noexcept;

}  // namespace cutwatch::dns
