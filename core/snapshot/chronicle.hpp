#pragma once
#include "core/observation/observation.hpp"
#include "core/snapshot/shared.hpp"

#include <cstddef>
#include <deque>
#include <map>

namespace cutwatch {

/// How the judgement of a domain came to be what it is.
struct Chronicle {
  std::deque<Shared<ChronicleEntry>> entries;  ///< Oldest first; at most `kMaxChangesOfKind` of each kind.
  Judgement last;                              ///< What was told last.
  std::map<SwitchKey, ResolverSwitch>
      switches;  ///< At most `kMaxSwitches`: the longest unchanged are forgotten.
};

inline constexpr std::size_t kMaxChangesOfKind = 500;
inline constexpr std::size_t kMaxSwitches = 10'000;

/// The chronicle after one more change. Pure.
Chronicle with_change(Chronicle chronicle, const JudgementChanged& changed);

}  // namespace cutwatch
