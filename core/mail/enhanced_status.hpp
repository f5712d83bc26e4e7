#pragma once
#include <string>
#include <string_view>

namespace cutwatch::mail {

/// The enhanced status code (RFC 3463) that a field "Status" begins with, comments aside; empty without one.
std::string status_of_field(std::string_view value);

/// The one in a diagnostic: what follows a reply code, else the first that stands by itself and is of class 4
/// or 5. Addresses and version numbers are none. Empty without one.
std::string status_in_diagnostic(std::string_view text);

}  // namespace cutwatch::mail
