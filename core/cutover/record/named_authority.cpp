#include "core/cutover/record/record_assessment.hpp"
#include "core/dns/serial.hpp"

#include <algorithm>
#include <array>

namespace cutwatch::cutover {
namespace {

bool is_answer(AuthorityState state) {
  static constexpr std::array kAnswers{AuthorityState::old_stage, AuthorityState::new_stage,
                                       AuthorityState::mixed, AuthorityState::other};
  return std::ranges::find(kAnswers, state) != kAnswers.end();
}

/// Two addresses of one name: answers that differ are mixed, an answer outweighs none, and of two without the
/// worse one stands (they are declared in that order).
AuthorityState joined(AuthorityState one, AuthorityState other) {
  if (is_answer(one) && is_answer(other)) return one == other ? one : AuthorityState::mixed;
  if (is_answer(one)) return one;
  if (is_answer(other)) return other;
  return std::max(one, other);
}

}  // namespace

std::map<std::string, NamedAuthority> by_name(const std::vector<AuthorityAssessment>& authorities) {
  std::map<std::string, NamedAuthority> names;
  for (const auto& authority : authorities) {
    auto& name = names[authority.server.name];
    if (authority.state) name.state = name.state ? joined(*name.state, *authority.state) : authority.state;
    if (authority.view == nullptr) continue;
    const auto* version = authority.view->history.current();
    if (version != nullptr) name.ttl = std::max(name.ttl.value_or(Seconds{0}), version->ttl);
    const auto& serial = authority.view->serial;
    if (serial && (!name.serial || dns::is_behind(*serial, *name.serial))) name.serial = *serial;
    name.is_lagging = name.is_lagging || authority.lag.has_value();
  }
  return names;
}

}  // namespace cutwatch::cutover
