#pragma once
#include <string>
#include <string_view>

namespace cutwatch::mail {

/// A header's text with its encoded words (RFC 2047 §2) decoded; their charset is left alone. Pure.
std::string words_decoded(std::string_view text);

}  // namespace cutwatch::mail
