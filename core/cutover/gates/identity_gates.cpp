#include "core/cutover/gates/identity_gates.hpp"

#include "core/address/ip_network.hpp"
#include "core/cutover/gates/bound_verdict.hpp"
#include "core/cutover/identity/identity.hpp"
#include "core/cutover/record/published.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace cutwatch::cutover {
namespace {

constexpr std::size_t kMostWords = 1024;

Verdict verdict_of(const IdentityFinding& finding) {
  Verdict verdict{.evidence = finding.words, .evidence_at = finding.at};
  switch (finding.grade) {
    case IdentityGrade::good:
    case IdentityGrade::promised: verdict.kind = VerdictKind::pass; break;
    case IdentityGrade::bad: verdict.kind = VerdictKind::fail; break;
    case IdentityGrade::unknown: verdict.kind = VerdictKind::no_evidence; break;
  }
  return verdict;
}

/// As `both`, but that two that pass are said one after the other.
Verdict joined(std::optional<Verdict> one, Verdict other) {
  if (!one) return other;
  const bool are_good = one->kind == VerdictKind::pass && other.kind == VerdictKind::pass;
  auto words = fmt::format("{}; {}", one->evidence, other.evidence);
  auto verdict = both(*std::move(one), std::move(other));
  if (are_good) verdict.evidence = printable(words, kMostWords);
  return verdict;
}

const RecordEvidence* find_record(const Evidence& evidence, const dns::Question& question) {
  const auto found = std::ranges::find_if(
      evidence.records, [&](const RecordEvidence& each) { return each.record.question == question; });
  return found == evidence.records.end() ? nullptr : &*found;
}

/// Where the PTR is watched: until the copies of what it was before have ended, receivers may be told that.
std::optional<Verdict> earlier_ptr_ended(const Evidence& evidence, const IpAddress& address) {
  const auto* of = find_record(evidence, {dns::reverse_name(unmapped(address)), dns::RrType::ptr});
  if (of == nullptr || !of->assessment.bounds.changed) return std::nullopt;
  const auto heard = authorities_heard(evidence, *of);
  if (!heard) return heard.error();
  return bound_verdict(evidence, *of, *of->assessment.bounds.changed, *heard,
                       fmt::format("copies of what {} was before", text_of(of->record)));
}

Verdict ready(const Evidence& evidence, const AddressIdentity& identity) {
  auto verdict = verdict_of(identity.reverse);
  if (auto ended = earlier_ptr_ended(evidence, identity.target.address))
    verdict = both(std::move(verdict), *std::move(ended));
  if (identity.greeting) verdict = joined(std::move(verdict), verdict_of(*identity.greeting));
  return verdict;
}

/// What nobody has looked at.
std::string left_out(const Plan& plan) {
  std::string networks;
  for (const auto& network : networks_not_looked_at(plan, ServerRole::new_server))
    networks += fmt::format("{}{}", networks.empty() ? "" : ", ", text_of(network));
  const auto who = networks.empty() ? "" : fmt::format("the reverse names in {}, ", networks);
  return fmt::format("not looked at by this version: {}SPF and DKIM", who);
}

/// The first of them that does not publish the address for the host.
Verdict published_now(const Evidence& evidence, const RecordEvidence& of, const IpAddress& address) {
  const auto heard = authorities_heard(evidence, of);
  if (!heard) return heard.error();
  for (const auto& [server, version, stage] : published(of.record, of.state)) {
    const auto& data = version->rrset.data();
    if (std::ranges::find(data, address.text()) != data.end()) continue;
    return fail(fmt::format("{} publishes {} for {}, without {}", text_of(server), version->rrset.text(),
                            text_of(of.record), address.text()));
  }
  auto good = pass(fmt::format("{} is {}", text_of(of.record), address.text()));
  good.evidence_at = *heard;
  return good;
}

/// Whether the host's own record leads to an address: now, or once the switch is published.
Verdict forward(const Evidence& evidence, const IdentityTarget& target) {
  const auto address = unmapped(target.address);
  const auto host = dns::Name::parse(target.host);
  if (!host) return no_evidence(fmt::format("{} is no name", printable(target.host)));
  const dns::Question question{*host, address.is_v4() ? dns::RrType::a : dns::RrType::aaaa};
  const auto* of = find_record(evidence, question);
  if (of == nullptr) {
    return no_evidence(fmt::format("{} {} is not watched: add a record for it", host->text(),
                                   dns::to_string(question.type)));
  }
  if (target.role == ServerRole::old_server && !evidence.standing.switched_since)
    return published_now(evidence, *of, address);
  if (target.role == ServerRole::old_server) return pass(fmt::format("{} has moved", text_of(of->record)));
  if (is_promised(evidence.plan, *host, address))
    return pass(fmt::format("{} will be {}", text_of(of->record), address.text()));
  return fail(fmt::format("{} is not {} after the switch, by the plan", text_of(of->record), address.text()));
}

}  // namespace

Verdict judge_identity_ready(const Evidence& evidence) {
  std::optional<Verdict> verdict;
  for (const auto& identity : identities_of(evidence.plan, evidence.state, evidence.now)) {
    if (identity.target.role == ServerRole::new_server)
      verdict = joined(std::move(verdict), ready(evidence, identity));
  }
  if (!verdict) return no_evidence("the plan has no new server whose addresses could be looked at");
  if (verdict->kind == VerdictKind::pass) verdict->evidence += "; " + left_out(evidence.plan);
  return *std::move(verdict);
}

Verdict judge_both_addresses_ready(const Evidence& evidence) {
  std::optional<Verdict> verdict;
  for (const auto& identity : identities_of(evidence.plan, evidence.state, evidence.now)) {
    verdict = joined(std::move(verdict), verdict_of(identity.reverse));
    if (identity.target.server) verdict = joined(std::move(verdict), forward(evidence, identity.target));
  }
  const bool has_both = evidence.plan.server(ServerRole::old_server) != nullptr &&
                        evidence.plan.server(ServerRole::new_server) != nullptr;
  if (!verdict || !has_both) return no_evidence("the plan does not name both servers");
  return *std::move(verdict);
}

}  // namespace cutwatch::cutover
