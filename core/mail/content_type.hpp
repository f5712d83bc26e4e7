#pragma once
#include "core/mail/header_block.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cutwatch::mail {

/// RFC 2045 §5.1.
struct ContentType {
  std::string type;                     ///< "multipart/report", in lower case.
  std::vector<HeaderField> parameters;  ///< Names in lower case, values without quotes.

  /// A parameter's value, put together where it comes in pieces (RFC 2231 §3), and without the percent
  /// encoding and the charset of §4.
  std::optional<std::string> parameter(std::string_view name) const;
};

/// Tolerates what mail has: values without the quotes that they need, blanks, comments, no value.
ContentType read_content_type(std::string_view value);

}  // namespace cutwatch::mail
