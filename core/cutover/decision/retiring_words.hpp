#pragma once
#include "core/cutover/gates/gate.hpp"
#include "core/cutover/plan/plan.hpp"

#include <string>
#include <string_view>
#include <vector>

// What may be done to the old server once nothing needs it where it was. In kind `proxy` it goes on behind
// the proxy. Where mail for other domains may go there as well, only as much as harms none of that. Each
// begins with a space, or is empty.
namespace cutwatch::cutover {

/// What the go to retire it allows, and what comes after that; `then` is empty where nothing does.
std::string retiring_allows(const Plan& plan, std::string_view then);

/// What may be left to do when the cutover is done: without a lock that was seen nobody knows whether the old
/// server is out of the way.
std::string retiring_leaves(const Plan& plan, const std::vector<Gate>& gates);

}  // namespace cutwatch::cutover
