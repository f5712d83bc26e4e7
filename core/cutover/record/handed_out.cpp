#include "core/cutover/record/handed_out.hpp"

#include "core/cutover/plan/known_record.hpp"
#include "core/cutover/record/freshness.hpp"
#include "core/dns/expectation.hpp"

#include <algorithm>

namespace cutwatch::cutover {
namespace {

void add_once(std::vector<dns::RrSet>& to, const dns::RrSet& rrset) {
  if (std::ranges::find(to, rrset) == to.end()) to.push_back(rrset);
}

bool is_definite(const dns::LastReply& reply) { return reply.answer && reply.answer->is_definite(); }

}  // namespace

HandedOut::HandedOut(const Plan& plan, const WatchedRecord& record, const DomainState& known, WallTime now)
    : plan_(plan),
      record_(record),
      known_(known),
      state_(state_of(record, known)),
      judge_(record, state_, known.calibrations, now),
      now_(now) {}

std::vector<dns::RrSet> HandedOut::by(const std::string& resolver) const {
  const auto found = state_.resolvers.find(resolver);
  if (found == state_.resolvers.end()) return {};
  const dns::ResolverView& view = *found->second;
  ResolverAssessment seen;
  const auto calibration = known_.calibrations.find(resolver);
  if (calibration != known_.calibrations.end()) seen.calibration = calibration->second.at(now_);
  std::vector<dns::RrSet> out;
  for (const auto* copy : dns::living(view, judge_.expected_of(seen), now_)) add_once(out, copy->rrset);
  if (!out.empty()) return out;
  const bool is_heard =
      view.last && is_definite(*view.last) && is_fresh(plan_.timing, view.last->at, record_.interval, now_);
  return is_heard ? published() : out;
}

std::vector<dns::RrSet> HandedOut::published() const {
  std::vector<dns::RrSet> out;
  for (const auto& [server, view] : state_.authorities) {
    const auto* rrset = view->published();
    if (rrset != nullptr && is_fresh(plan_.timing, view->last->at, record_.interval, now_))
      add_once(out, *rrset);
  }
  return out;
}

}  // namespace cutwatch::cutover
