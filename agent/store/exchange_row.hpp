#pragma once
#include "core/dns/resolver_view.hpp"
#include "core/dns/rr_type.hpp"

#include <string>
#include <string_view>

namespace cutwatch::store {

/// The last exchange with a server: when it was, and what came of it. What only the moment needed is left
/// out (extended errors, whether the data were cut).
std::string text_of_exchange(const dns::LastReply& last);

/// Errors: malformed, with what is wrong.
Result<dns::LastReply> parse_exchange(std::string_view text, dns::RrType type);

}  // namespace cutwatch::store
