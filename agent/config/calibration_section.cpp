#include "agent/config/sections.hpp"
#include "agent/config/value_kinds.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::config {
namespace {

/// The name of a wildcard without its "*.": in a zone that the cutover's domain has.
std::optional<dns::Name> wildcard(Reader& calibration, std::string_view key, const cutover::Plan& plan) {
  const auto name = calibration.need(key, domain_name());
  if (!name) return std::nullopt;
  if (name->is_within(plan.domain) && *name != plan.domain) return name;
  calibration.complain(key, fmt::format("expected a name below {}, got {}", plan.label(), name->text()));
  return std::nullopt;
}

/// Whose name servers are known: there the wildcards are read.
bool has_name_servers(const cutover::Plan& plan) {
  return !plan.name_servers.empty() ||
         std::ranges::any_of(plan.records, [&](const cutover::WatchedRecord& record) {
           return record.question.name.is_within(plan.domain);
         });
}

}  // namespace

void read_calibration(Reader& calibration, cutover::Plan& plan) {
  const auto long_lived = wildcard(calibration, "long", plan);
  const auto short_lived = wildcard(calibration, "short", plan);
  if (!has_name_servers(plan)) {
    calibration.complain(calibration.spot(),
                         fmt::format("expected name_servers, or a [[cutover.record]] below {}: they tell the "
                                     "name servers that have the wildcards",
                                     plan.label()));
  }
  if (!long_lived || !short_lived) return;
  const dns::WildcardNames names{.long_lived = *long_lived, .short_lived = *short_lived};
  if (const auto complaint = dns::complaint_about(names))
    return calibration.complain(dns::has_asterisk(names.long_lived) ? "long" : "short", *complaint);
  plan.calibration = names;
}

}  // namespace cutwatch::config
