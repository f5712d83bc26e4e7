#include "core/dns/mx_lint.hpp"

#include <algorithm>
#include <utility>

namespace cutwatch::dns {
namespace {

std::vector<std::string> exchanges(const RrSet& mx) {
  std::vector<std::string> out;
  for (const auto& data : mx.data()) {
    const auto blank = data.find(' ');
    if (blank != std::string::npos) out.push_back(data.substr(blank + 1));
  }
  return out;
}

bool is_address(const std::string& exchange) {
  return IpAddress::parse(std::string_view(exchange).substr(0, exchange.size() - 1)).has_value();
}

enum class TargetVerdict : std::uint8_t { good, not_known, fails, no_address, unresolvable };

bool is_unresolvable(const Answer& answer) {
  return answer.kind == AnswerKind::nxdomain || answer.kind == AnswerKind::cname_loop;
}

/// A resolver that refuses to work for us says nothing about the name.
bool tells(const std::optional<Answer>& answer) {
  return answer && answer->kind != AnswerKind::refused && answer->kind != AnswerKind::referral;
}

TargetVerdict judge_addresses(const TargetAnswers& answers) {
  const auto has = [](const std::optional<Answer>& answer) {
    return answer && answer->kind == AnswerKind::records;
  };
  if (has(answers.a) || has(answers.aaaa)) return TargetVerdict::good;
  for (const auto* answer : {&answers.a, &answers.aaaa}) {
    if (*answer && is_unresolvable(**answer)) return TargetVerdict::unresolvable;
  }
  for (const auto* answer : {&answers.a, &answers.aaaa}) {
    if (*answer && (*answer)->kind == AnswerKind::servfail) return TargetVerdict::fails;
  }
  return tells(answers.a) && tells(answers.aaaa) ? TargetVerdict::no_address : TargetVerdict::not_known;
}

bool is_alias(const TargetAnswers& answers) {
  return (answers.a && answers.a->is_alias) || (answers.aaaa && answers.aaaa->is_alias);
}

/// What a resolver makes up for a host that has only A (DNS64, RFC 6147) is no address of it; known by the
/// prefix that is set aside for that (RFC 6052 §2.1).
bool is_made_up(const std::string& address) { return address.starts_with("64:ff9b::"); }

/// nullopt where the answer does not tell.
std::optional<bool> has_any(const std::optional<Answer>& answer) {
  if (!answer || !answer->is_definite()) return std::nullopt;
  return !std::ranges::all_of(answer->rrset.data(), is_made_up);
}

std::map<RrType, bool> addresses_by_type(const TargetAnswers& answers) {
  std::map<RrType, bool> out;
  if (const auto any = has_any(answers.a)) out.emplace(RrType::a, *any);
  if (const auto any = has_any(answers.aaaa)) out.emplace(RrType::aaaa, *any);
  return out;
}

MxFinding finding_of_target(const TargetAnswers& answers) {
  const TargetVerdict verdict = judge_addresses(answers);
  const bool is_failing = verdict == TargetVerdict::fails;
  MxFinding finding{.problems = {},
                    .is_complete = !is_failing && verdict != TargetVerdict::not_known,
                    .incomplete_looks = 0,
                    .failing_looks = is_failing ? 1U : 0U,
                    .has_addresses = addresses_by_type(answers)};
  if (is_alias(answers)) finding.problems.insert(MxProblem::cname);
  if (verdict == TargetVerdict::no_address) finding.problems.insert(MxProblem::no_address);
  if (verdict == TargetVerdict::unresolvable) finding.problems.insert(MxProblem::unresolvable);
  return finding;
}

MxFinding finding_of(const std::string& exchange, const std::map<Name, TargetAnswers>& answers) {
  if (exchange == ".") return {.problems = {MxProblem::null_mx}, .is_complete = true};
  if (is_address(exchange)) return {.problems = {MxProblem::ip_literal}, .is_complete = true};
  const auto target = Name::parse(exchange);
  const auto found = target ? answers.find(*target) : answers.end();
  return finding_of_target(found == answers.end() ? TargetAnswers{} : found->second);
}

}  // namespace

std::string_view to_string(MxProblem problem) noexcept {
  switch (problem) {
    case MxProblem::cname: return "cname";
    case MxProblem::no_address: return "no_address";
    case MxProblem::ip_literal: return "ip_literal";
    case MxProblem::null_mx: return "null_mx";
    case MxProblem::unresolvable: return "unresolvable";
  }
  std::unreachable();
}

std::set<Name> targets_to_resolve(const RrSet& mx) {
  std::set<Name> targets;
  for (const auto& exchange : exchanges(mx)) {
    const auto name = Name::parse(exchange);
    if (name && !name->is_root() && !is_address(exchange)) targets.insert(*name);
  }
  return targets;
}

MxFindings lint(const RrSet& mx, const std::map<Name, TargetAnswers>& answers) {
  MxFindings findings;
  for (const auto& exchange : exchanges(mx)) findings[exchange] = finding_of(exchange, answers);
  return findings;
}

namespace {

/// The answers did not suffice: what was known stays, for a while.
MxFinding with_incomplete_look(const MxFinding& known, MxFinding seen) {
  seen.failing_looks += known.failing_looks;
  seen.problems.insert(known.problems.begin(), known.problems.end());
  if (seen.failing_looks >= kFailingLooksThatTell) {
    seen.problems.insert(MxProblem::unresolvable);
    seen.failing_looks = kFailingLooksThatTell;
    seen.is_complete = true;
    return seen;
  }
  seen.incomplete_looks = known.incomplete_looks + 1;
  seen.is_complete = known.is_complete && seen.incomplete_looks <= kMaxIncompleteLooks;
  return seen;
}

}  // namespace

MxFindings with_look(const MxFindings& known, MxFindings seen) {
  for (auto& [exchange, finding] : seen) {
    const auto before = known.find(exchange);
    if (before == known.end()) continue;
    const auto& earlier = before->second.has_addresses;
    finding.has_addresses.insert(earlier.begin(), earlier.end());  // what is told now stands
    if (finding.is_complete) continue;
    finding = with_incomplete_look(before->second, std::move(finding));
  }
  return seen;
}

MxFindings fruitless_look(const MxFindings& known) {
  MxFindings look;
  for (const auto& [exchange, unused] : known) look[exchange];
  return look;
}

std::optional<std::set<MxProblem>> problems_of(const MxFindings& findings) {
  std::set<MxProblem> problems;
  bool is_complete = true;
  for (const auto& [exchange, finding] : findings) {
    problems.insert(finding.problems.begin(), finding.problems.end());
    is_complete = is_complete && finding.is_complete;
  }
  if (!is_complete && problems.empty()) return std::nullopt;
  return problems;
}

}  // namespace cutwatch::dns
