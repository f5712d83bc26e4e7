#include "core/dns/calibration_script.hpp"

#include <algorithm>

namespace cutwatch::dns {
namespace {

/// So many answers after the end of the short-lived name; and so many names are left to ask for.
constexpr std::size_t kRoundsAfterTheEnd = 3;
constexpr std::size_t kNewNamesAtLeast = 3;

/// The round that first asks for a new short-lived name.
std::size_t first_new_name(Seconds short_ttl) {
  const Seconds most = kCalibrationRounds * kRoundsApart;
  const Seconds ended = std::min(short_ttl, most) + Seconds{2};
  const auto first_after_the_end =
      static_cast<std::size_t>((ended + kRoundsApart - Seconds{1}) / kRoundsApart);
  return std::min(first_after_the_end + kRoundsAfterTheEnd, kCalibrationRounds - kNewNamesAtLeast);
}

}  // namespace

std::vector<CalibrationQuestion> calibration_script(Seconds short_ttl) {
  const auto renewed_from = first_new_name(short_ttl);
  std::vector<CalibrationQuestion> out;
  for (std::size_t round = 0; round < kCalibrationRounds; ++round) {
    const CalibrationQuestion again{.kind = WildcardKind::long_lived,
                                    .round = round,
                                    .is_new_name = round == 0 || round + 1 == kCalibrationRounds};
    const CalibrationQuestion brief{.kind = WildcardKind::short_lived,
                                    .round = round,
                                    .is_new_name = round == 0 || round >= renewed_from};
    const bool is_long_first = round % 4 < 2;
    out.push_back(is_long_first ? again : brief);
    out.push_back(is_long_first ? brief : again);
  }
  return out;
}

}  // namespace cutwatch::dns
