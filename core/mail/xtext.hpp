#pragma once
#include <string>
#include <string_view>

namespace cutwatch::mail {

/// RFC 3461 §4: "+2B" stands for "+". Text that is no xtext throughout, or would decode to something other
/// than printable ASCII, was never encoded and is as it is. Pure.
std::string xtext_decoded(std::string_view text);

/// The text as xtext: what is not to stand in a parameter as "+2B". Pure.
std::string xtext_encoded(std::string_view text);

/// RFC 6533 §3: `\x{E4}` in an address of type utf-8 stands for that character. Pure.
std::string utf8_address_decoded(std::string_view text);

}  // namespace cutwatch::mail
