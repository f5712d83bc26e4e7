#pragma once
#include "core/address/ip_address.hpp"
#include "core/failure/failure.hpp"

#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cutwatch::dns {

/// A domain name: absolute, lower-case, in presentation form with its last dot ("mail.example.org."; the root
/// is "."). Bytes that are special or not printable are escaped as RFC 4343 §2.1 says (`\.`, `\DDD`), so that
/// every name is printable ASCII. A value.
class Name {
 public:
  /// The root.
  Name() : text_(".") {}

  /// Accepts a name with or without its last dot; both mean the absolute name.
  /// Errors: malformed (an empty label, a label over 63 octets, a name over 255 octets, a bad escape).
  static Result<Name> parse(std::string_view text);

  /// From raw labels, leftmost first, without the root. Errors: malformed, as above.
  static Result<Name> from_labels(const std::vector<std::string>& labels);

  /// Takes text that is canonical already (a decoder's).
  static Name of_canonical(std::string text) { return Name(std::move(text)); }

  const std::string& text() const { return text_; }
  bool is_root() const { return text_ == "."; }
  /// The raw octets of each label, leftmost first, without the root label.
  std::vector<std::string> labels() const;
  /// The name without its leftmost label; the root's parent is the root.
  Name parent() const;
  /// True for the name itself and for everything below it.
  bool is_within(const Name& ancestor) const;

  friend auto operator<=>(const Name&, const Name&) = default;

 private:
  explicit Name(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// How much room `write_label` may need for each octet, the dot included.
inline constexpr std::size_t kLabelTextPerOctet = 4;

/// Writes one label (of at least one octet) in canonical form with the dot behind it; returns the end.
char* write_label(char* to, std::span<const std::uint8_t> label);

/// The owner of an address's PTR record: "10.2.0.192.in-addr.arpa." (RFC 1035 §3.5) or below ip6.arpa (RFC
/// 3596 §2.5).
Name reverse_name(const IpAddress& address);

}  // namespace cutwatch::dns
