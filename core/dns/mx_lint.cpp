#include "core/dns/mx_lint.hpp"

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

enum class TargetVerdict : std::uint8_t { good, not_known, no_address, unresolvable };

bool is_failing(const Answer& answer) { return !answer.is_definite(); }

TargetVerdict judge_addresses(const TargetAnswers& answers) {
  const auto has = [](const std::optional<Answer>& answer) {
    return answer && answer->kind == AnswerKind::records;
  };
  if (has(answers.a) || has(answers.aaaa)) return TargetVerdict::good;
  for (const auto* answer : {&answers.a, &answers.aaaa}) {
    if (*answer && ((*answer)->kind == AnswerKind::nxdomain || is_failing(**answer)))
      return TargetVerdict::unresolvable;
  }
  return answers.a && answers.aaaa ? TargetVerdict::no_address : TargetVerdict::not_known;
}

bool is_alias(const TargetAnswers& answers) {
  return (answers.a && answers.a->is_alias) || (answers.aaaa && answers.aaaa->is_alias);
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

std::optional<std::set<MxProblem>> lint(const RrSet& mx, const std::map<Name, TargetAnswers>& answers) {
  std::set<MxProblem> problems;
  for (const auto& exchange : exchanges(mx)) {
    if (exchange == ".") {
      problems.insert(MxProblem::null_mx);
    } else if (is_address(exchange)) {
      problems.insert(MxProblem::ip_literal);
    }
  }
  bool is_complete = true;
  for (const auto& target : targets_to_resolve(mx)) {
    const auto found = answers.find(target);
    const TargetAnswers known = found == answers.end() ? TargetAnswers{} : found->second;
    if (is_alias(known)) problems.insert(MxProblem::cname);
    const TargetVerdict verdict = judge_addresses(known);
    if (verdict == TargetVerdict::no_address) problems.insert(MxProblem::no_address);
    if (verdict == TargetVerdict::unresolvable) problems.insert(MxProblem::unresolvable);
    is_complete = is_complete && verdict != TargetVerdict::not_known;
  }
  if (!is_complete && problems.empty()) return std::nullopt;
  return problems;
}

}  // namespace cutwatch::dns
