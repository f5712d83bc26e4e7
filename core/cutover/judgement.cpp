#include "core/cutover/judgement.hpp"

#include "core/cutover/plan/change_steps.hpp"
#include "core/text/date.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <utility>

namespace cutwatch::cutover {
namespace {

constexpr std::size_t kMaxWords = 1024;

/// Says of evidence itself that there is none.
bool is_only_unseen(const Condition& condition) {
  return condition.rule->id == "evidence_too_old" || condition.rule->id == "delegation_not_found";
}

JudgementKey key_of(const Gate& gate) {
  return {.kind = ChangeKind::verdict,
          .subject = fmt::format("{} {}", to_string(gate.rule->step), gate.rule->id)};
}

JudgementKey key_of(const Condition& condition) {
  return {.kind = ChangeKind::condition, .subject = std::string(condition.rule->id)};
}

/// What the switch changes has been asked for everywhere: before that a phase is a guess.
bool is_standing_known(const Plan& plan, const CutoverAssessment& assessed) {
  const auto changed = records_changed_in(plan, Step::switch_over);
  return std::ranges::all_of(assessed.records, [&](const RecordAssessment& record) {
    if (std::ranges::find(changed, record.record) == changed.end()) return true;
    const auto has_said = [&](const AuthorityAssessment& each) {
      return record.record->accepts(each.server) ||
             (each.view != nullptr && each.view->history.current() != nullptr);
    };
    return !record.authorities.empty() && std::ranges::all_of(record.authorities, has_said);
  });
}

std::string words_of(const Verdict& verdict) {
  if (!verdict.until) return verdict.evidence;
  return fmt::format("until {}: {}", rfc3339(*verdict.until), verdict.evidence);
}

std::string value_of(const CutoverAssessment& assessed) {
  return fmt::format("{}{}", to_string(assessed.phase),
                     assessed.standing.is_rolled_back ? " (rolled back)" : "");
}

std::string value_of(const Decision& decision) {
  return decision.next ? fmt::format("{} {}", to_string(decision.kind), to_string(*decision.next))
                       : std::string(to_string(decision.kind));
}

/// Collects what is new.
class Diff {
 public:
  Diff(const Judgement& last, const CutoverAssessment& assessed, JudgedAt at)
      : last_(last), assessed_(assessed), at_(at) {}

  void tell(const JudgementKey& about, const std::string& now, const std::string& words) {
    const auto before = told(about);
    if (before == now) return;
    out_.push_back({.at = at_.now,
                    .about = about,
                    .before = before,
                    .after = now,
                    .words = printable(words, kMaxWords)});
  }

  void tell_phase() {
    if (!is_held_back()) tell({ChangeKind::phase, ""}, value_of(assessed_), "");
  }

  void tell_decision() {
    const auto& decision = assessed_.decision;
    if (!is_held_back()) tell({ChangeKind::decision, ""}, value_of(decision), decision.sentence);
  }

  void tell_conditions() {
    std::set<JudgementKey> hold;
    for (const auto& condition : assessed_.conditions) {
      hold.insert(key_of(condition));
      if (at_.is_settling && is_only_unseen(condition)) continue;
      tell(key_of(condition), std::string(to_string(condition.severity)), condition.sentence());
    }
    if (!at_.is_settling) tell_ends(ChangeKind::condition, hold);
  }

  void tell_verdicts() {
    std::set<JudgementKey> asked;
    for (const auto& gate : assessed_.gates) {
      const auto key = key_of(gate);
      asked.insert(key);
      const bool is_none = gate.verdict.kind == VerdictKind::no_evidence;
      if (is_none && (at_.is_settling || !last_.contains(key))) continue;
      tell(key, std::string(to_string(gate.verdict.kind)), words_of(gate.verdict));
    }
    tell_ends(ChangeKind::verdict, asked);
  }

  std::vector<ChronicleEntry> take() && { return std::move(out_); }

 private:
  std::string told(const JudgementKey& about) const {
    const auto found = last_.find(about);
    return found == last_.end() ? "" : found->second;
  }

  void tell_ends(ChangeKind kind, const std::set<JudgementKey>& present) {
    for (const auto& [key, value] : last_) {
      if (key.kind == kind && !present.contains(key)) tell(key, "", "");
    }
  }

  /// Nobody has looked yet since the agent began, though somebody had before.
  bool is_unseen(const Gate& gate) const {
    const auto before = told(key_of(gate));
    return gate.verdict.kind == VerdictKind::no_evidence && !before.empty() &&
           before != to_string(VerdictKind::no_evidence);
  }

  /// What follows from gates that nobody has looked at yet is as provisional as they are.
  bool is_held_back() const {
    if (!at_.is_settling) return false;
    const bool was_done = told({ChangeKind::decision, ""}) == to_string(DecisionKind::done);
    return std::ranges::any_of(assessed_.gates, [&](const Gate& gate) {
      return is_unseen(gate) && (was_done || gate.rule->step == assessed_.decision.next);
    });
  }

  const Judgement& last_;
  const CutoverAssessment& assessed_;
  JudgedAt at_;
  std::vector<ChronicleEntry> out_;
};

std::string text_of(const Server& server) {
  std::string out = fmt::format("{} server", to_string(server.role));
  for (const auto& address : server.addresses)
    out += fmt::format(" {} {}", address.host, to_string(address.endpoint));
  return out;
}

/// FNV-1a, 64 bits: two plans that somebody wrote are told apart, nobody attacks it.
std::uint64_t digest(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const auto byte : text) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
  return hash;
}

}  // namespace

Millis settling_time(const Plan& plan) {
  Millis longest{0};
  for (const auto& record : plan.records) longest = std::max(longest, record.interval);
  for (const auto& trip : plan.round_trips) longest = std::max(longest, trip.interval);
  return plan.timing.evidence_age * longest;
}

std::string description_of(const Plan& plan) {
  std::string out = fmt::format("kind {}", to_string(plan.kind));
  for (const auto& record : plan.records) {
    out += fmt::format("; {}", cutover::text_of(record));
    for (const auto& stage : record.stages)
      out += fmt::format("{} {}", &stage == &record.stages.front() ? "" : " ->", stage.text());
  }
  for (const auto& server : plan.servers) out += "; " + text_of(server);
  return out;
}

std::string fingerprint_of(const Plan& plan) { return fmt::format("{:016x}", digest(description_of(plan))); }

std::vector<ChronicleEntry> changes_since(const Judgement& last, const Plan& plan,
                                          const CutoverAssessment& assessed, JudgedAt at) {
  Diff diff(last, assessed, at);
  diff.tell({ChangeKind::plan, ""}, fingerprint_of(plan), description_of(plan));
  const bool is_known = is_standing_known(plan, assessed);
  if (is_known) diff.tell_phase();
  diff.tell_conditions();
  diff.tell_verdicts();
  if (is_known) diff.tell_decision();
  return std::move(diff).take();
}

}  // namespace cutwatch::cutover
