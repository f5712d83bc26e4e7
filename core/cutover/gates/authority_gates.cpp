#include "core/cutover/gates/authority_gates.hpp"

#include "core/cutover/gates/left_out.hpp"
#include "core/cutover/gates/over_records.hpp"
#include "core/cutover/gates/unplanned.hpp"
#include "core/cutover/record/noting.hpp"
#include "core/cutover/record/published.hpp"
#include "core/text/date.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::cutover {
namespace {

Verdict noted(const Evidence& evidence, const RecordEvidence& of) {
  const auto heard = authorities_heard(evidence, of);
  if (!heard) return heard.error();
  if (auto stranger = unplanned(of)) return fail(*std::move(stranger));
  const auto& first = of.record.stages.front();
  const auto* known = noted_of(of.record, of.state);
  if (known == nullptr)
    return no_evidence(fmt::format("{} has not been noted as {}", text_of(of.record), first.text()));
  return pass(fmt::format("{} was {}, TTL {}, noted at {}{}", text_of(of.record), first.text(),
                          known->ttl.count(), rfc3339(known->at),
                          known->is_durable ? "" : " in memory only: a restart forgets it"));
}

Verdict planned(const Evidence& evidence, const RecordEvidence& of) {
  const auto heard = authorities_heard(evidence, of);
  if (!heard) return heard.error();
  if (auto stranger = unplanned(of)) return fail(*std::move(stranger));
  auto as_planned = pass(fmt::format("every name server publishes a stage of the plan of every record{}",
                                     without_accepted_servers(evidence.records)));
  as_planned.evidence_at = *heard;
  return as_planned;
}

Verdict agreement(const Evidence& evidence, const RecordEvidence& of) {
  const auto heard = authorities_heard(evidence, of);
  if (!heard) return heard.error();
  const auto servers = published(of.record, of.state);
  const auto& first = servers.front();
  for (const auto& each : servers) {
    if (each.version->rrset == first.version->rrset) continue;
    return fail(fmt::format("{} publishes {}, {} publishes {}", text_of(first.server),
                            first.version->rrset.text(), text_of(each.server), each.version->rrset.text()));
  }
  for (const auto& authority : of.assessment.authorities) {
    if (!authority.lag || of.record.accepts(authority.server)) continue;
    return fail(fmt::format("{} has an older zone than {}", text_of(authority.server),
                            text_of(authority.lag->ahead)));
  }
  auto agreed =
      pass(fmt::format("{} name server address{} publish{} {} for {}{}", servers.size(),
                       servers.size() == 1 ? "" : "es", servers.size() == 1 ? "es" : "",
                       first.version->rrset.text(), text_of(of.record), without_accepted_servers({of})));
  agreed.evidence_at = *heard;
  return agreed;
}

Verdict at_last_stage(const Evidence& evidence, const RecordEvidence& of) {
  const auto heard = authorities_heard(evidence, of);
  if (!heard) return heard.error();
  const auto& last = of.record.stages.back();
  for (const auto& [server, version, stage] : published(of.record, of.state)) {
    if (version->rrset == last) continue;
    return fail(fmt::format("{} publishes {} for {}, not {}", text_of(server), version->rrset.text(),
                            text_of(of.record), last.text()));
  }
  auto gone = pass(
      fmt::format("{} is {} everywhere{}", text_of(of.record), last.text(), without_accepted_servers({of})));
  gone.evidence_at = *heard;
  return gone;
}

constexpr std::string_view kNoRecord = "the plan has no record to watch";

}  // namespace

Verdict judge_records_noted(const Evidence& evidence) {
  return over_records(evidence, evidence.records, kNoRecord, noted);
}

Verdict judge_on_plan(const Evidence& evidence) {
  return over_records(evidence, evidence.records, kNoRecord, planned);
}

Verdict judge_authorities_agree(const Evidence& evidence) {
  return over_records(evidence, evidence.records, kNoRecord, agreement);
}

Verdict judge_old_record_gone(const Evidence& evidence) {
  return over_records(evidence, evidence.records, kNoRecord, at_last_stage);
}

}  // namespace cutwatch::cutover
