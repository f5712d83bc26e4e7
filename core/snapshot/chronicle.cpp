#include "core/snapshot/chronicle.hpp"

#include <algorithm>
#include <vector>

namespace cutwatch {
namespace {

void forget_first_of(std::deque<Shared<ChronicleEntry>>& entries, ChangeKind kind) {
  const auto is_kind = [kind](const auto& entry) { return entry->about.kind == kind; };
  if (std::ranges::count_if(entries, is_kind) <= static_cast<std::ptrdiff_t>(kMaxChangesOfKind)) return;
  entries.erase(std::ranges::find_if(entries, is_kind));
}

void forget_first_switches(decltype(Chronicle::switches)& switches) {
  if (switches.size() <= kMaxSwitches) return;
  std::vector<decltype(Chronicle::switches)::iterator> oldest;
  for (auto each = switches.begin(); each != switches.end(); ++each) oldest.push_back(each);
  std::ranges::sort(oldest, {}, [](auto each) { return each->second.since; });
  oldest.resize(switches.size() - kMaxSwitches);
  for (const auto each : oldest) switches.erase(each);
}

void take(Chronicle& chronicle, const ChronicleEntry& entry) {
  if (entry.after.empty()) {
    chronicle.last.erase(entry.about);
  } else {
    chronicle.last.insert_or_assign(entry.about, entry.after);
  }
  chronicle.entries.emplace_back(entry);
  forget_first_of(chronicle.entries, entry.about.kind);
}

}  // namespace

Chronicle with_change(Chronicle chronicle, const JudgementChanged& changed) {
  for (const auto& entry : changed.entries) take(chronicle, entry);
  for (const auto& [key, seen] : changed.switches) chronicle.switches.insert_or_assign(key, seen);
  forget_first_switches(chronicle.switches);
  return chronicle;
}

}  // namespace cutwatch
