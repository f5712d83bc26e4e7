#include "exporters/identity_json.hpp"

#include "core/text/printable.hpp"
#include "exporters/json_values.hpp"

namespace cutwatch::exporters {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxWords = 2048;

/// Null where nobody can tell.
json is_good_json(const cutover::IdentityFinding& finding) {
  using enum cutover::IdentityGrade;
  switch (finding.grade) {
    case good:
    case promised: return true;
    case bad: return false;
    case unknown: return {};
  }
  std::unreachable();
}

json greeting_json(const cutover::AddressIdentity& identity) {
  if (!identity.greeting) return {};
  const auto& found = *identity.greeting;
  json out{{"agrees", is_good_json(found)},
           {"evidence", printable(found.words, kMaxWords)},
           {"seen", time_or_null(found.at)},
           {"banner", nullptr},
           {"ehlo", nullptr},
           {"names", json::array()}};
  if (identity.state == nullptr || !identity.state->greeting) return out;
  const auto& look = identity.state->greeting->look;
  out["banner"] = printable(look.said.banner);
  out["ehlo"] = printable(look.said.ehlo);
  out["names"] = names_json(look.names);
  return out;
}

json identity_json(const cutover::AddressIdentity& identity) {
  const auto* known =
      identity.state != nullptr && identity.state->reverse ? &identity.state->reverse->look : nullptr;
  return {{"path", identity.target.path()},
          {"address", identity.target.address.text()},
          {"iprev", state_or_null(identity.iprev)},
          {"evidence", printable(identity.reverse.words, kMaxWords)},
          {"seen", time_or_null(identity.reverse.at)},
          {"names", known != nullptr ? names_json(known->names) : json::array()},
          {"names_left_out", known != nullptr ? json(known->left_out) : json()},
          {"greeting", greeting_json(identity)}};
}

}  // namespace

json names_json(const std::vector<dns::NameLook>& names) {
  json out = json::array();
  for (const auto& each : names) {
    json addresses;
    if (each.addresses) {
      addresses = json::array();
      for (const auto& address : *each.addresses) addresses.push_back(address.text());
    }
    out.push_back({{"name", each.name.text()}, {"addresses", addresses}});
  }
  return out;
}

json identities_json(const std::vector<cutover::AddressIdentity>& identities) {
  json out = json::array();
  for (const auto& each : identities) out.push_back(identity_json(each));
  return out;
}

}  // namespace cutwatch::exporters
