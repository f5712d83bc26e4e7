#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/snapshot/snapshot.hpp"

#include <string_view>

namespace cutwatch::cutover {

/// Whether a server that calls itself so is the proxy of a plan of that kind, which hands mail on and is to
/// deliver none: the name of the new server's host, or one that it gave in its greeting, and none of the old
/// server's. Whoever writes a report writes the name, so that it is to be believed where it speaks against
/// what the report says, never where it speaks for it. False in the other kinds. Pure.
bool is_called_like_proxy(const Plan& plan, const DomainState& state, std::string_view name);

}  // namespace cutwatch::cutover
