#include "agent/config/sections.hpp"
#include "agent/config/value_kinds.hpp"

#include <fmt/core.h>

namespace cutwatch::config {
namespace {

constexpr Millis kLeastInterval{Seconds{1}};
constexpr std::chrono::days kMostInterval{7};

void check_server(Reader& lockdown, std::string_view key, const std::optional<cutover::ServerRole>& role,
                  const cutover::Plan& plan) {
  if (role && plan.server(*role) == nullptr) {
    lockdown.complain(key,
                      fmt::format("there is no [[cutover.server]] with the role \"{}\"", to_string(*role)));
  }
}

}  // namespace

// Checked in full and not kept: no version acts on it yet (not_yet.cpp).
void read_lockdown(Reader& lockdown, const cutover::Plan& plan) {
  const auto target = lockdown.need("target", server_role());
  const auto control = lockdown.get("control", server_role());
  lockdown.need("recipient", mail_address());
  lockdown.get("interval", duration_between(kLeastInterval, kMostInterval));
  check_server(lockdown, "target", target, plan);
  check_server(lockdown, "control", control, plan);
  if (target && control && *target == *control) {
    lockdown.complain("control", "expected the other server: a control that is the target proves nothing");
  }
}

}  // namespace cutwatch::config
