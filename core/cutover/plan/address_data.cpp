#include "core/cutover/plan/address_data.hpp"

namespace cutwatch::cutover {

std::string_view led_to(std::string_view data) {
  static constexpr std::string_view kMapped = "::ffff:";
  const bool is_mapped = data.starts_with(kMapped) && data.contains('.');
  return is_mapped ? data.substr(kMapped.size()) : data;
}

}  // namespace cutwatch::cutover
