#include "agent/config/not_yet.hpp"

#include <algorithm>
#include <array>

namespace cutwatch::config {
namespace {

// One more depends on the value, not on the key: path "dns" (roundtrip_section.cpp).
constexpr auto kNotYet = std::to_array<std::string_view>({
    "cutover.lockdown",
    "cutover.roundtrip.bounces",
    "cutover.server.log",
    "cutover.server.queue",
    "cutover.server.sends_from",
    "cutover.timing.bypass_grace",
    "cutover.timing.greylist_retry",
    "cutover.timing.old_quiet_for",
});

}  // namespace

bool is_not_yet(std::string_view key_without_indices) noexcept {
  return std::ranges::find(kNotYet, key_without_indices) != kNotYet.end();
}

}  // namespace cutwatch::config
