// Stands in for core/cutover/times/copies_end.cpp: an agent that forgets the TTL of what is published still,
// so that every step behind the next one, and the way back, are told too early. The rehearsal must catch it.
#include "core/cutover/times/copies_end.hpp"

namespace cutwatch::cutover {

TimeProof copies_end(const Evidence&, const RecordEvidence&, const SupposedChange& change, Seconds) {
  return {.gate = change.gate, .hold_up = HoldUp::time, .text = "no copy lives", .until = change.at};
}

TimeProof copies_end(const Evidence& evidence, const RecordEvidence& of, const SupposedChange& change,
                     Seconds ttl, std::size_t) {
  return copies_end(evidence, of, change, ttl);
}

}  // namespace cutwatch::cutover
