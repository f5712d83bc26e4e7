#include "agent/log/late_news.hpp"

#include "core/text/date.hpp"
#include "exporters/bound_text.hpp"
#include "exporters/late_text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace cutwatch {
namespace {

/// Ends that differ by less are one: TTLs are whole seconds, and some resolvers round them up.
constexpr Seconds kSameEnd{5};

bool is_later(WallTime end, const std::optional<WallTime>& told) { return !told || end > *told + kSameEnd; }

/// Each answer of a TTL that does not move would name another end.
bool names_no_end(const cutover::ResolverAssessment& seen, const dns::RrSet& target) {
  return seen.view == nullptr || std::ranges::any_of(seen.view->entries, [&](const dns::CacheEntry& copy) {
           return copy.rrset != target && (copy.is_end_unknown() || copy.standstills > 0);
         });
}

std::string end_text(const cutover::ResolverAssessment& seen, const dns::RrSet& target) {
  if (names_no_end(seen, target)) return "";
  if (seen.late_until) return "late until " + rfc3339(*seen.late_until);
  return seen.old_expires ? "old data end by " + rfc3339(*seen.old_expires) : "";
}

}  // namespace

std::string LateNews::of_bound(const std::string& record, const cutover::RecordBounds& bounds, WallTime now) {
  if (!bounds.changed || !*bounds.changed) return "";
  const ToldBound is{.at = (*bounds.changed)->at, .has_passed = (*bounds.changed)->at <= now};
  const auto told = told_bounds_.find(record);
  if (told != told_bounds_.end() && told->second.has_passed == is.has_passed &&
      std::chrono::abs(told->second.at - is.at) <= kSameEnd)
    return "";
  told_bounds_[record] = is;
  return exporters::bound_sentence(bounds, now, ttl_key_);
}

std::string LateNews::of_resolver(const std::string& subject, const cutover::ResolverAssessment& seen,
                                  const Change& change) {
  auto& told = told_[subject];
  const bool has_end = takes_end(told, seen, change);
  const bool has_cause = takes_cause(told, seen);
  if (!has_end && !has_cause) return "";
  const auto end = end_text(seen, change.target);
  if (!seen.kept) return end;
  return fmt::format("{}{}{}", end, end.empty() ? "" : "; ", exporters::kept_text(*seen.kept));
}

/// Before a change a resolver that fetches the old data anew is as it should be.
bool LateNews::takes_end(Told& told, const cutover::ResolverAssessment& seen, const Change& change) {
  const bool is_after_change = change.bounds.changed && *change.bounds.changed;
  if (!is_after_change || !seen.old_expires || names_no_end(seen, change.target)) return false;
  if (!is_later(*seen.old_expires, told.end) && (!seen.late_until || told.is_late)) return false;
  told.end = seen.old_expires;
  told.is_late = seen.late_until.has_value();
  return true;
}

bool LateNews::takes_cause(Told& told, const cutover::ResolverAssessment& seen) {
  if (!seen.kept) return false;
  const auto kept = fmt::format("{} {}", seen.kept->rrset.text(), exporters::kept_text(*seen.kept));
  return std::exchange(told.kept, kept) != kept;
}

}  // namespace cutwatch
