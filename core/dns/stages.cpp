#include "core/dns/stages.hpp"

#include <algorithm>

namespace cutwatch::dns {

std::optional<std::size_t> stage_of(const Stages& stages, const RrSet& rrset) {
  const auto found = std::ranges::find(stages, rrset);
  if (found == stages.end()) return std::nullopt;
  return static_cast<std::size_t>(found - stages.begin());
}

}  // namespace cutwatch::dns
