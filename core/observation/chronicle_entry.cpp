#include "core/observation/chronicle_entry.hpp"

#include <fmt/core.h>

#include <utility>

namespace cutwatch {
namespace {

std::string was(const std::string& before) { return before.empty() ? "" : ", was " + before; }

std::string because(const std::string& words) { return words.empty() ? "" : ": " + words; }

std::string of_verdict(const ChronicleEntry& entry) {
  const auto& subject = entry.about.subject;
  const auto space = subject.find(' ');
  const auto gate = space == std::string::npos ? subject : subject.substr(space + 1);
  const auto step = space == std::string::npos ? "" : " before " + subject.substr(0, space);
  if (entry.after.empty()) return fmt::format("gate {}{}: asked no more{}", gate, step, was(entry.before));
  return fmt::format("gate {}{}: {}{}{}", gate, step, entry.after, was(entry.before), because(entry.words));
}

std::string of_condition(const ChronicleEntry& entry) {
  if (entry.after.empty())
    return fmt::format("condition {}: ended{}", entry.about.subject, was(entry.before));
  return fmt::format("condition {}{}{}", entry.about.subject, was(entry.before), because(entry.words));
}

}  // namespace

std::string_view to_string(ChangeKind kind) noexcept {
  switch (kind) {
    case ChangeKind::plan: return "plan";
    case ChangeKind::phase: return "phase";
    case ChangeKind::decision: return "decision";
    case ChangeKind::verdict: return "verdict";
    case ChangeKind::condition: return "condition";
  }
  std::unreachable();
}

std::string ChronicleEntry::sentence() const {
  switch (about.kind) {
    case ChangeKind::plan:
      return fmt::format("{}{}", before.empty() ? "first watched by this plan" : "the plan is another one",
                         because(words));
    case ChangeKind::phase: return fmt::format("phase {}{}", after, was(before));
    case ChangeKind::decision: return words;
    case ChangeKind::verdict: return of_verdict(*this);
    case ChangeKind::condition: return of_condition(*this);
  }
  std::unreachable();
}

}  // namespace cutwatch
