#include "agent/config/not_yet.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace cutwatch::config {
namespace {

struct NotYet {
  std::string_view key;
  std::string_view said = kNotActedUpon;
};

constexpr std::array<NotYet, 0> kNotYet{};

}  // namespace

std::optional<std::string_view> not_yet(std::string_view key_without_indices) noexcept {
  const auto* found = std::ranges::find(kNotYet, key_without_indices, &NotYet::key);
  return found == kNotYet.end() ? std::nullopt : std::optional(found->said);
}

}  // namespace cutwatch::config
