#pragma once
#include <cstddef>
#include <string>
#include <vector>

namespace cutwatch::cutover {

/// Other domains that the configuration moves: there may be thousands, and a few are named.
struct OtherDomains {
  std::vector<std::string> first;  ///< Labels, in the order of the configuration.
  std::size_t more = 0;            ///< How many there are beside those.
  friend bool operator==(const OtherDomains&, const OtherDomains&) = default;
};

/// "example.net, example.com and 7 more". Pure.
std::string text_of(const OtherDomains& domains);

}  // namespace cutwatch::cutover
