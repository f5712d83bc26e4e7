#include "exporters/late_text.hpp"

#include <fmt/core.h>

namespace cutwatch::exporters {

std::string kept_text(const dns::KeptPastTtl& kept) {
  const auto text = fmt::format("kept past TTL: {}", to_string(kept.cause));
  return kept.or_else ? fmt::format("{} or {}", text, to_string(*kept.or_else)) : text;
}

}  // namespace cutwatch::exporters
