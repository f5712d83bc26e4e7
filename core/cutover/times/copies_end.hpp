#pragma once
#include "core/cutover/times/time_proof.hpp"

#include <string_view>

namespace cutwatch::cutover {

/// A record that is changed at some instant, as may yet come.
struct SupposedChange {
  std::string_view gate;  ///< That waits for its copies to end.
  WallTime at;
  std::string_view words;  ///< What is supposed: "if the switch is taken".
};

/// When copies of what a record has now end, if it is changed at that instant and has that TTL until then: no
/// earlier than those of what was published before. Endless where name servers are silent. Pure.
TimeProof copies_end(const Evidence& evidence, const RecordEvidence& of, const SupposedChange& change,
                     Seconds ttl);

/// The same of a change that brings back what a stage was: copies of that are right again.
TimeProof copies_end(const Evidence& evidence, const RecordEvidence& of, const SupposedChange& change,
                     Seconds ttl, std::size_t comes_back);

}  // namespace cutwatch::cutover
