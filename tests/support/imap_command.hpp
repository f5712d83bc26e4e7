#pragma once
#include <charconv>
#include <cstdint>
#include <string_view>
#include <vector>

namespace cutwatch::test {

/// The UIDs that "UID FETCH 6,7,5 (…)" names one by one, in that order; none of another command or of a
/// range.
inline std::vector<std::uint32_t> uids_named(std::string_view command) {
  static constexpr std::string_view kBegin = "UID FETCH ";
  std::vector<std::uint32_t> uids;
  if (!command.starts_with(kBegin)) return uids;
  const char* at = command.data() + kBegin.size();
  const char* const end = command.data() + command.size();
  for (std::uint32_t uid = 0;; ++at) {
    const auto [next, error] = std::from_chars(at, end, uid);
    if (error != std::errc()) return {};
    uids.push_back(uid);
    at = next;
    if (at == end || *at == ' ') return uids;
    if (*at != ',') return {};
  }
}

}  // namespace cutwatch::test
