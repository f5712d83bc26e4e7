#include "core/cutover/conditions/recipient_conditions.hpp"

#include "core/cutover/gates/recipient_gates.hpp"
#include "core/cutover/recipients/parity.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <string>
#include <vector>

namespace cutwatch::cutover {
namespace {

using enum mail::RecipientAnswer;

constexpr std::size_t kMostWords = 1024;

bool is_finding(const RecipientParity& each, bool is_switched) {
  if (each.new_server.answer != refused) return false;
  return each.old_server.answer == valid || (is_switched && each.old_server.answer == unclear);
}

}  // namespace

std::optional<Finding> recipient_refused_at_new(const Evidence& evidence) {
  const bool is_switched = evidence.standing.switched_since.has_value();
  std::vector<std::string> texts;
  for (const auto& each : parity_of(evidence.plan, evidence.state, evidence.now).recipients) {
    if (is_finding(each, is_switched))
      texts.push_back(fmt::format("{} ({})", each.recipient, each.new_server.words));
  }
  if (texts.empty()) return std::nullopt;
  return Finding{printable("the new server refuses " + listed(texts), kMostWords),
                 is_switched ? std::optional(Severity::critical) : std::nullopt};
}

}  // namespace cutwatch::cutover
