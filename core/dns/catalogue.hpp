#pragma once
#include "core/dns/resolver.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace cutwatch::dns {

/// What a public resolver withholds from its answers. A false block must show as `other`, never as "not
/// propagated".
enum class Filter : std::uint8_t { none, malware, phishing, ads, several, unknown };

/// Whether "builtin" means this row too, or only its id names it.
enum class Use : std::uint8_t { by_default, by_id };

/// At most this many addresses of one family; an empty text where there are fewer.
using AddressTexts = std::array<std::string_view, 4>;

/// One public resolver that answers over UDP and TCP port 53.
struct CatalogueEntry {
  std::string_view id;
  std::string_view operator_id;
  std::string_view country;  ///< ISO 3166-1 of the operator ("EU" for a Union's); empty when unsure.
  AddressTexts ipv4;
  AddressTexts ipv6;
  Filter filter = Filter::none;
  Use use = Use::by_id;
};

/// The rows compiled in (docs/config.md lists their ids). Nothing asks one of them unless a configuration
/// says so.
std::span<const CatalogueEntry> catalogue() noexcept;

/// nullptr when there is no such id.
const CatalogueEntry* find_in_catalogue(std::string_view id) noexcept;

/// Who runs the public resolver at that address; empty when no row has it.
std::string_view operator_at(const IpAddress& address);

/// One resolver for the row: its first address of the family; nothing when it has none.
std::optional<Resolver> resolver_of(const CatalogueEntry& entry, IpAddress::Family family);

/// The default rows, one address per operator.
std::vector<Resolver> built_in_resolvers(IpAddress::Family family = IpAddress::Family::v4);

}  // namespace cutwatch::dns
