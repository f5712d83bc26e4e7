#include "exporters/calibration_json.hpp"

#include "exporters/json_values.hpp"

namespace cutwatch::exporters {
namespace {

using nlohmann::json;

json count_or_null(const std::optional<Seconds>& seconds) {
  return seconds ? json(seconds->count()) : json();
}

json given_json(const std::optional<dns::GivenTtls>& given) {
  if (!given) return {};
  return {{"least", given->least.count()}, {"most", given->most.count()}};
}

}  // namespace

json calibration_json(const dns::Calibration& seen) {
  return {
      {"cap_seconds", count_or_null(seen.cap())},
      {"least_cap_seconds", count_or_null(seen.least_cap())},
      {"floor_seconds", count_or_null(seen.floor())},
      {"aging", state_or_null(seen.aging)},
      {"caches_at_least", seen.caches},
      {"long", {{"ttl_seconds", seen.long_ttl.count()}, {"given_seconds", given_json(seen.given_long)}}},
      {"short", {{"ttl_seconds", seen.short_ttl.count()}, {"given_seconds", given_json(seen.given_short)}}},
      {"unmeasured", seen.unmeasured}};
}

}  // namespace cutwatch::exporters
