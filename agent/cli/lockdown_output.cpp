#include "agent/cli/lockdown_output.hpp"

#include "agent/cli/command_line.hpp"
#include "core/text/printable.hpp"
#include "exporters/lockdown_json.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <utility>

namespace cutwatch::cli {
namespace {

using cutover::VerdictKind;

int status_of(VerdictKind verdict) {
  switch (verdict) {
    case VerdictKind::pass:
    case VerdictKind::waived: return kPass;
    case VerdictKind::fail: return kNotPassed;
    case VerdictKind::wait:
    case VerdictKind::no_evidence: return kCannotTell;
  }
  std::unreachable();
}

std::string_view class_text(const std::optional<mail::DoorClass>& shown) {
  return shown ? to_string(*shown) : "?";
}

std::string line_of(std::string_view server, std::string_view source, std::string_view shown,
                    std::string_view state, const std::string& answer) {
  return fmt::format("{:<22}  {:<15}  {:<6}  {:<8}  {}\n", server, source, shown, state, answer);
}

std::string lines_of(const DomainState& state, const cutover::DoorStanding& door) {
  const auto server = to_string(door.key.server);
  const auto known = state.locks.find(door.key);
  if (known == state.locks.end()) return line_of(server, "-", "?", to_string(door.state), "-");
  const auto& look = known->second.last;
  const auto source = look.left_from ? look.left_from->text() : "?";
  auto out = line_of(server, source, class_text(door.shown), to_string(door.state), look.answer.words());
  if (!look.control) return out;
  const bool is_reached = mail::is_reached(look.control->answer);
  return out + line_of(to_string(look.control->server), source, "-", is_reached ? "reached" : "not",
                       "control: " + look.control->answer.words());
}

}  // namespace

LockdownAnswer answer_for(const DomainState& state, const cutover::LockAssessment& lock) {
  const int status = status_of(lock.verdict.kind);
  std::string table = line_of("SERVER", "SOURCE", "CLASS", "STATE", "ANSWER");
  for (const auto& door : lock.doors) table += lines_of(state, door);
  table += fmt::format("{}: {}\n", to_string(lock.verdict.kind), printable(lock.verdict.evidence, 1024));
  auto document = exporters::lockdowns_json(state, {lock}).at(0);
  document["ok"] = status == kPass;
  return {.table = std::move(table), .json = document.dump(-1, ' ', true) + "\n", .status = status};
}

std::string words_of_try(const LockdownTried& tried) {
  const auto source = tried.left_from ? " from " + tried.left_from->text() : std::string();
  auto out = fmt::format("{}{}: {}", to_string(tried.server), source, tried.answer.words());
  if (tried.control)
    out += fmt::format("; control {}: {}", to_string(tried.control->server), tried.control->answer.words());
  return out;
}

}  // namespace cutwatch::cli
