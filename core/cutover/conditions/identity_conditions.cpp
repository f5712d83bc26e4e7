#include "core/cutover/conditions/identity_conditions.hpp"

#include "core/cutover/identity/identity.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::cutover {
namespace {

/// The plan had the name lead to the address, in its first stage.
bool led_there(const Plan& plan, const dns::Name& name, const IpAddress& address) {
  return std::ranges::any_of(plan.records, [&](const WatchedRecord& record) {
    const auto& data = record.stages.front().data();
    return record.question.name == name && std::ranges::find(data, address.text()) != data.end();
  });
}

bool is_meant(const Evidence& evidence, const AddressIdentity& identity) {
  const auto& standing = evidence.standing;
  if (identity.target.role == ServerRole::new_server || !standing.switched_since) return false;
  if (standing.phase >= Phase::finish) return true;
  const auto& names = identity.state->reverse->look.names;
  return std::ranges::any_of(names, [&](const dns::NameLook& each) {
    return led_there(evidence.plan, each.name, unmapped(identity.target.address));
  });
}

}  // namespace

std::optional<Finding> reverse_name_wrong(const Evidence& evidence) {
  std::string words;
  std::size_t more = 0;
  for (const auto& identity : identities_of(evidence.plan, evidence.state, evidence.now)) {
    if (identity.reverse.grade != IdentityGrade::bad || is_meant(evidence, identity)) continue;
    if (!words.empty()) ++more;
    if (words.empty()) words = identity.reverse.words;
  }
  if (words.empty()) return std::nullopt;
  return Finding{more == 0 ? words : fmt::format("{}; and {} more", words, more)};
}

}  // namespace cutwatch::cutover
