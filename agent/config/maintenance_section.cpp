#include "agent/config/sections.hpp"
#include "agent/config/value_kinds.hpp"

#include <fmt/core.h>

namespace cutwatch::config {
namespace {

/// What is muted for ever is not planned: a slip in the year must not keep everybody asleep.
constexpr std::chrono::days kMostMaintenance{7};

}  // namespace

void read_maintenance(Reader& maintenance, cutover::Plan& plan) {
  const auto from = maintenance.need("from", instant());
  const auto until = maintenance.need("until", instant());
  const auto reason = maintenance.need("reason", text());
  if (!from || !until || !reason) return;
  if (*from >= *until) return maintenance.complain("until", "expected an instant after \"from\"");
  if (*until - *from > kMostMaintenance) {
    return maintenance.complain(
        "until", fmt::format("expected at most {} days after \"from\"", kMostMaintenance.count()));
  }
  plan.maintenance.push_back({*from, *until, *reason});
}

}  // namespace cutwatch::config
