#include "core/cutover/plan/other_domains.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace cutwatch::cutover {

std::string text_of(const OtherDomains& domains) {
  const auto named = fmt::format("{}", fmt::join(domains.first, ", "));
  return domains.more == 0 ? named : fmt::format("{} and {} more", named, domains.more);
}

}  // namespace cutwatch::cutover
