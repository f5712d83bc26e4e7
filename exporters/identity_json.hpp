#pragma once
#include "core/cutover/identity/identity.hpp"

#include <nlohmann/json.hpp>

#include <vector>

namespace cutwatch::exporters {

/// Who the servers' addresses are, one object an address.
nlohmann::json identities_json(const std::vector<cutover::AddressIdentity>& identities);

/// Names and where each leads: null where nobody could tell.
nlohmann::json names_json(const std::vector<dns::NameLook>& names);

}  // namespace cutwatch::exporters
