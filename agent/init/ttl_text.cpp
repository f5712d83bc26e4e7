#include "agent/init/ttl_text.hpp"

#include "agent/config/duration.hpp"
#include "agent/init/comment.hpp"
#include "core/cutover/plan/plan.hpp"
#include "core/text/date.hpp"

#include <fmt/core.h>

namespace cutwatch::init {
namespace {

const cutover::Timing kUsual;

std::string unknown_text() {
  return comment(
             "What TTL the records had is not known: no name server gave one. Without this key 48 h are "
             "reckoned with.") +
         "# original_ttl = \"24h\"\n";
}

/// It may have been lowered a minute ago, and nobody can see that.
std::string low_text(Seconds ttl) {
  return comment(fmt::format(
             "A TTL is {} s, which needs no lowering. If it was higher within the last days, say here what "
             "it "
             "was, or with ttl_lowered_at since when it is low; if it was always like that, say so here: it "
             "cannot be seen, and without this key 48 h are reckoned with.",
             ttl.count())) +
         fmt::format("# original_ttl = \"{}\"\n",
                     ttl > Seconds{0} ? config::duration_text(ttl) : std::string("1s"));
}

std::string high_text(const Found& found, const Wishes& wishes, Seconds ttl) {
  const auto low = config::duration_text(kUsual.low_ttl);
  auto text = fmt::format(
      "The TTL that was found. Lower it to {} s or less ({}) and wait {} s before the "
      "switch: lowered at once, that is {}. Where it cannot be changed, say ttl_fixed = true.",
      kUsual.low_ttl.count(), low, ttl.count(), rfc3339(found.at + ttl));
  if (wishes.planned_at && *wishes.planned_at < found.at + ttl)
    text += " CARE: planned_at is earlier than that.";
  if (ttl > kUsual.quiet_at_most) text += " If it was higher still within the last days, write what it was.";
  return comment(text) + fmt::format("original_ttl = \"{}\"\n", config::duration_text(ttl));
}

}  // namespace

std::string ttl_text(const Found& found, const Wishes& wishes, const PlannedRecords& planned) {
  const auto ttls = planned.ttls(found);
  if (!ttls) return unknown_text();
  // The key is one for all records: a high TTL of one says nothing of what another had before.
  if (ttls->least <= kUsual.low_ttl) return low_text(ttls->least);
  if (ttls->most > config::kLongestDuration)
    return comment(
               fmt::format("The TTL is {} s, more than any cache keeps a record for.", ttls->most.count())) +
           "# original_ttl = \"7d\"\n";
  return high_text(found, wishes, ttls->most);
}

}  // namespace cutwatch::init
