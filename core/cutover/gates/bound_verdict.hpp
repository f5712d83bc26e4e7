#pragma once
#include "core/cutover/gates/evidence.hpp"
#include "core/cutover/gates/verdict.hpp"
#include "core/dns/bound.hpp"

#include <string_view>

namespace cutwatch::cutover {

/// Whether a bound has passed: the instant after which no honest cache holds certain copies. `copies` says
/// which of that record, in the plural; `heard` is when the name servers last said what they publish, the
/// longest ago.
Verdict bound_verdict(const Evidence& evidence, const RecordEvidence& of, const dns::BoundResult& bound,
                      WallTime heard, std::string_view copies);

}  // namespace cutwatch::cutover
