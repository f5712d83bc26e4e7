#pragma once
#include "core/dns/history.hpp"
#include "core/dns/rr_type.hpp"
#include "core/snapshot/snapshot.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace cutwatch::store {

/// What is kept of one name server and one record.
struct KeptAuthority {
  dns::AuthorityHistory history;
  std::optional<std::uint32_t> serial;
  bool is_silent = false;  ///< The last exchange did not show what it publishes.
  friend bool operator==(const KeptAuthority&, const KeptAuthority&) = default;
};

/// Whether the last exchange with it showed nothing of what it publishes; not so while there was none.
bool is_silent(const AuthorityView& view);

std::string text_of_authority(const KeptAuthority& authority);

/// Errors: malformed, with what is wrong.
Result<KeptAuthority> parse_authority(std::string_view text, dns::RrType type);

}  // namespace cutwatch::store
