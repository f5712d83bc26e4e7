#include "core/cutover/times/way_back.hpp"

#include "core/cutover/gates/unplanned.hpp"
#include "core/cutover/plan/change_steps.hpp"
#include "core/cutover/record/published.hpp"
#include "core/cutover/record/zone_lines.hpp"
#include "core/cutover/times/copies_end.hpp"
#include "core/cutover/times/taken_back.hpp"

#include <algorithm>

namespace cutwatch::cutover {
namespace {

/// What a name server publishes that nobody planned is a change, whatever its TTL: when copies of it end is
/// not told.
WayBack way_back_of_ttl(const Evidence& evidence) {
  WayBack way{.publish = lines_to_raise_ttl(evidence.plan, evidence.state),
              .old_path = look_at_old_path(evidence)};
  if (way.publish.empty()) return way;
  way.is_ttl_only = std::ranges::none_of(evidence.changed_in(Step::switch_over),
                                         [](const RecordEvidence& of) { return unplanned(of).has_value(); });
  if (!way.is_ttl_only) return way;
  const auto taken = taken_back(evidence);
  if (!taken) way.effective = evidence.now;
  if (taken && taken->copies_until) way.effective = std::max(evidence.now, *taken->copies_until);
  return way;
}

/// Of what would be taken back: not of what comes back, which some name servers may publish still.
std::optional<Seconds> ttl_taken_back(const RecordEvidence& of, std::size_t before) {
  auto servers = published(of.record, of.state);
  std::erase_if(servers, [&](const PublishedAt& each) { return each.stage == before; });
  return largest_ttl(servers);
}

}  // namespace

WayBack way_back(const Evidence& evidence) {
  WayBack way{.publish = lines_to_roll_back(evidence.plan, evidence.state),
              .old_path = look_at_old_path(evidence)};
  if (way.publish.empty()) return way_back_of_ttl(evidence);
  for (const auto& of : evidence.records) {
    const auto before = stage_after(evidence.plan, of.record, Step::lower_ttl);
    const auto ttl = ttl_taken_back(of, before);
    if (!is_to_go_back(evidence.plan, of.record, of.state) || !ttl) continue;
    way.proofs.push_back(copies_end(
        evidence, of, {.gate = "", .at = evidence.now, .words = "if it is taken back"}, *ttl, before));
  }
  const bool is_told = std::ranges::none_of(
      way.proofs, [](const TimeProof& proof) { return proof.hold_up == HoldUp::endless; });
  if (!is_told) return way;
  for (const auto& proof : way.proofs) way.effective = std::max(way.effective, proof.until);
  return way;
}

}  // namespace cutwatch::cutover
