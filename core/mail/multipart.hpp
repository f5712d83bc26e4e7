#pragma once
#include "core/mail/content_type.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cutwatch::mail {

/// The delimiter that stands between the parts, without its dashes; where the parameter is missing, what the
/// body itself seems to use. Empty: there is none.
std::string boundary_of(const ContentType& type, std::string_view body);

/// What lies between the delimiters (RFC 2046 §5.1.1), at most `max` pieces, the last one whether or not it
/// is closed. Empty: no delimiter occurs.
std::vector<std::string_view> pieces_between(std::string_view body, std::string_view boundary,
                                             std::size_t max);

}  // namespace cutwatch::mail
