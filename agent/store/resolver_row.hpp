#pragma once
#include "core/dns/resolver_view.hpp"
#include "core/dns/rr_type.hpp"

#include <string>
#include <string_view>

namespace cutwatch::store {

/// All of a view but the last exchange, which has a column of its own (exchange_row.hpp).
std::string text_of_view(const dns::ResolverView& view);

/// Errors: malformed, with what is wrong.
Result<dns::ResolverView> parse_view(std::string_view text, dns::RrType type);

}  // namespace cutwatch::store
