#include "core/cutover/times/bound_reckoning.hpp"

#include "core/cutover/record/published.hpp"
#include "core/cutover/record/unasked.hpp"
#include "core/cutover/record/unseen_past.hpp"
#include "core/text/date.hpp"
#include "core/time/seconds.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <string_view>

namespace cutwatch::cutover {
namespace {

/// Something that a bound may rest on: from when on copies with that TTL are left.
struct Ground {
  WallTime from;
  Seconds ttl;
  std::string words;
};

std::string added(const RecordEvidence& of) {
  const auto lag = of.assessment.bounds.lag;
  const auto margin = fmt::format("{:g} s margin", seconds_of(of.record.bounds.margin));
  return lag > Millis{0} ? fmt::format("{} + {:g} s between name servers", margin, seconds_of(lag)) : margin;
}

void add_seen(std::vector<Ground>& grounds, const RecordEvidence& of, const dns::NameServer& server,
              const dns::AuthorityHistory& history) {
  const auto past = unseen_past(of.record, of.state);
  for (const auto& version : history.versions) {
    const auto gone = version.ended.value_or(version.last_seen);
    grounds.push_back({gone, version.ttl,
                       fmt::format("{} was first seen without {} at {}", text_of(server),
                                   version.rrset.text(), rfc3339(gone))});
  }
  for (const auto& gap : history.gaps) {
    grounds.push_back({gap.end, dns::most_in(gap, past),
                       fmt::format("nobody knows what {} published between {} and {}", text_of(server),
                                   rfc3339(gap.begin), rfc3339(gap.end))});
  }
}

void add_past(std::vector<Ground>& grounds, const RecordEvidence& of, const dns::NameServer& server,
              const dns::AuthorityHistory& history) {
  const auto past = unseen_past(of.record, of.state);
  const auto from = dns::unseen_until(history, past);
  if (!from) return;
  const auto looked = history.versions.front().first_seen;
  const auto words = dns::is_said_lowered(history, past)
                         ? fmt::format("the TTL was lowered at {}", rfc3339(*from))
                         : fmt::format("{} was first asked at {}", text_of(server), rfc3339(*from));
  grounds.push_back({*from, past.original_ttl.value_or(dns::kAssumedOriginalTtl), words});
  grounds.push_back({looked, history.versions.front().ttl, words});
}

/// The bound's margin is added to these as to all.
void add_forgotten(std::vector<Ground>& grounds, const RecordEvidence& of,
                   const std::optional<dns::ForgottenServers>& forgotten, std::string_view who) {
  if (!forgotten) return;
  const auto asked = dns::last_asked(*forgotten);
  const auto end = dns::copies_end(*forgotten, of.record.bounds.past);
  grounds.push_back({asked, std::chrono::duration_cast<Seconds>(end - asked),
                     fmt::format("{} at {}, and resolvers may have asked them until {}", who,
                                 rfc3339(forgotten->left), rfc3339(asked))});
}

void add_out_of_reach(std::vector<Ground>& grounds, const RecordEvidence& of) {
  add_forgotten(grounds, of, of.state.forgotten,
                "more name servers have left the delegation than are kept, the last of those");
  add_forgotten(grounds, of, no_longer_named(of.record, of.state),
                "name servers that were not asked were in the delegation, the last of those");
}

std::vector<Ground> grounds_of(const RecordEvidence& of, dns::BoundBasis basis) {
  std::vector<Ground> grounds;
  const auto add = [&](const dns::NameServer& server, const dns::AuthorityHistory& history) {
    if (basis == dns::BoundBasis::seen) {
      add_seen(grounds, of, server, history);
    } else {
      add_past(grounds, of, server, history);
    }
  };
  for (const auto& [server, view] : of.state.authorities) add(server, view->history);
  for (const auto& [server, gone] : of.state.departed) add(server, gone->history);
  if (basis == dns::BoundBasis::seen) add_out_of_reach(grounds, of);
  return grounds;
}

}  // namespace

std::string reckoning(const RecordEvidence& of, const dns::Bound& bound) {
  const auto& witness = of.assessment.bounds.witness;
  if (bound.basis == dns::BoundBasis::shown) {
    return witness ? fmt::format("{} holds a copy that shows a TTL of {} s from before", witness->resolver,
                                 witness->ttl.count())
                   : "";
  }
  const auto rest = of.record.bounds.margin + of.assessment.bounds.lag;
  for (const auto& ground : grounds_of(of, bound.basis)) {
    if (ground.from + ground.ttl + rest != bound.at) continue;
    return fmt::format("{}; + {} s TTL + {}", ground.words, ground.ttl.count(), added(of));
  }
  return "";
}

}  // namespace cutwatch::cutover
