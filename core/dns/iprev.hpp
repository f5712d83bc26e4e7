#pragma once
#include "core/address/ip_address.hpp"
#include "core/dns/name.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Whether an address has a reverse name that leads back to it (RFC 1912 §2.1, RFC 8601 §3).
namespace cutwatch::dns {

/// Of so many reverse names the addresses are looked up, as receivers do (RFC 7208 §4.6.4).
inline constexpr std::size_t kMaxReverseNames = 10;

/// What the addresses of a name were found to be, of one family. A value.
struct NameLook {
  Name name;
  Result<std::vector<IpAddress>> addresses;  ///< Empty where it has none; a failure where nobody could tell.
  friend bool operator==(const NameLook&, const NameLook&) = default;

  bool leads_to(const IpAddress& address) const;
  /// "mail.example.org. leads to 192.0.2.10", "... has no address".
  std::string text() const;
};

/// What was found when the name of an address was looked for. A value.
struct ReverseLook {
  std::optional<Failure> failure{};  ///< Why nobody could tell its PTR.
  std::vector<NameLook> names{};     ///< At most `kMaxReverseNames`.
  std::size_t left_out = 0;          ///< How many more names it has, at least.
  bool is_disputed =
      false;  ///< Its name servers differ, and `names` is what all of those have that answered.
  friend bool operator==(const ReverseLook&, const ReverseLook&) = default;
};

/// The results of RFC 8601 §2.7.3.
enum class Iprev : std::uint8_t {
  pass,       ///< a name of the address leads back to it
  fail,       ///< it has names, and none does
  temperror,  ///< nobody could tell
  permerror,  ///< it has no name
};

std::string_view to_string(Iprev result) noexcept;

Iprev iprev_of(const ReverseLook& look, const IpAddress& address);

/// Why nobody could tell; nullopt where the result is another than `temperror`.
std::optional<Failure> why_unknown(const ReverseLook& look, const IpAddress& address);

}  // namespace cutwatch::dns
