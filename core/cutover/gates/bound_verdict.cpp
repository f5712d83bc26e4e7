#include "core/cutover/gates/bound_verdict.hpp"

#include "core/cutover/record/waited_for.hpp"
#include "core/text/date.hpp"

#include <fmt/core.h>

#include <utility>

namespace cutwatch::cutover {
namespace {

std::string_view rest(dns::BoundBasis basis) {
  switch (basis) {
    case dns::BoundBasis::seen: return "";
    case dns::BoundBasis::original: return ", by the original TTL, since nobody looked before";
    case dns::BoundBasis::shown: return ", by a resolver's copy from before anybody looked";
    case dns::BoundBasis::assumed:
      return ", by an assumed original TTL of 48 h, since nobody looked before (original_ttl shortens that)";
  }
  std::unreachable();
}

Verdict waiting_for(const RecordEvidence& of, const dns::NoBound& none, std::string_view copies) {
  if (none.waits_for.empty()) return no_evidence(fmt::format("nothing tells when {} end", copies));
  return fail(fmt::format("{} have no end yet: {}", copies, waited_for(of.state, none)));
}

}  // namespace

Verdict bound_verdict(const Evidence& evidence, const RecordEvidence& of, const dns::BoundResult& bound,
                      WallTime heard, std::string_view copies) {
  if (!bound) return waiting_for(of, bound.error(), copies);
  const auto at = rfc3339(bound->at);
  auto verdict =
      evidence.now < bound->at
          ? wait_until(bound->at, fmt::format("{} may live until {}{}", copies, at, rest(bound->basis)))
          : pass(fmt::format("{} ended by {}{}", copies, at, rest(bound->basis)));
  verdict.evidence_at = heard;
  return verdict;
}

}  // namespace cutwatch::cutover
