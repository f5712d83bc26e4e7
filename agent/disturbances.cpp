#include "agent/disturbances.hpp"

#include "agent/reload/still_watched.hpp"

#include <utility>
#include <variant>

namespace cutwatch {
namespace {

/// What is judged by its instants, those within the run included.
bool is_sighting(const Observation& observation) {
  return std::holds_alternative<ResolverAnswered>(observation) ||
         std::holds_alternative<AuthorityAnswered>(observation) ||
         std::holds_alternative<CalibrationFound>(observation) ||
         std::holds_alternative<QueueLooked>(observation);
}

}  // namespace

void Disturbances::note_reload(const std::set<std::string>& moved_resolvers) {
  ++now_.reloads;
  for (const auto& id : moved_resolvers) moved_[id] = now_.reloads;
}

bool Disturbances::has_moved_since(const Observation& observation, const Mark& begun) const {
  const bool is_of_account =
      std::holds_alternative<MailboxRead>(observation) || std::holds_alternative<ReportsRead>(observation) ||
      std::holds_alternative<RecipientsAsked>(observation) ||
      std::holds_alternative<LockdownTried>(observation) ||
      std::holds_alternative<QueueLooked>(observation) || std::holds_alternative<MailboxAudited>(observation);
  if (is_of_account) return now_.reloads != begun.reloads;
  const auto* resolver = resolver_of(observation);
  const auto moved = resolver == nullptr ? moved_.end() : moved_.find(*resolver);
  return moved != moved_.end() && moved->second > begun.reloads;
}

std::vector<Observation> Disturbances::undisturbed(std::vector<Observation> seen, const Mark& begun) const {
  if (now_.clock_steps != begun.clock_steps) std::erase_if(seen, is_sighting);
  std::erase_if(seen, [&](const auto& each) { return has_moved_since(each, begun); });
  return seen;
}

}  // namespace cutwatch
