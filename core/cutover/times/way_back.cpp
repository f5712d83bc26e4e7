#include "core/cutover/times/way_back.hpp"

#include "core/cutover/record/published.hpp"
#include "core/cutover/record/zone_lines.hpp"
#include "core/cutover/times/copies_end.hpp"

#include <algorithm>

namespace cutwatch::cutover {

WayBack way_back(const Evidence& evidence) {
  WayBack way{.publish = lines_to_roll_back(evidence.plan, evidence.state)};
  for (const auto& of : evidence.records) {
    const auto ttl = largest_ttl(published(of.record, of.state));
    if (!is_to_go_back(evidence.plan, of.record, of.state) || !ttl) continue;
    way.proofs.push_back(
        copies_end(evidence, of, {.gate = "", .at = evidence.now, .words = "if it is taken back"}, *ttl));
  }
  const bool is_told = std::ranges::none_of(
      way.proofs, [](const TimeProof& proof) { return proof.hold_up == HoldUp::endless; });
  if (!is_told) return way;
  for (const auto& proof : way.proofs) way.effective = std::max(way.effective, proof.until);
  return way;
}

}  // namespace cutwatch::cutover
