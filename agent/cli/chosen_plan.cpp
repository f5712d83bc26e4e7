#include "agent/cli/chosen_plan.hpp"

#include "agent/cli/domain_label.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace cutwatch::cli {
namespace {

std::string which_domain(const std::vector<cutover::Plan>& plans, const std::string& domain) {
  std::vector<std::string> labels;
  for (const auto& plan : plans) labels.push_back(plan.label());
  if (domain.empty()) return fmt::format("--domain: which of {}?", fmt::join(labels, " "));
  return fmt::format("--domain: the configuration does not watch {}, but {}", printable(domain),
                     fmt::join(labels, ", "));
}

}  // namespace

std::expected<cutover::Plan, std::string> chosen_plan(const std::vector<cutover::Plan>& plans,
                                                      const std::string& domain) {
  if (domain.empty() && plans.size() == 1) return plans.front();
  const auto found =
      domain.empty() ? plans.end() : std::ranges::find(plans, domain_label(domain), &cutover::Plan::label);
  if (found == plans.end()) return std::unexpected(which_domain(plans, domain));
  return *found;
}

}  // namespace cutwatch::cli
