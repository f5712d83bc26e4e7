#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/mail/log/log_facts.hpp"
#include "core/snapshot/snapshot.hpp"

#include <optional>

namespace cutwatch::cutover {

/// What all logs of that server have told, since they were read for the first time; nullopt where the plan
/// names none. Pure.
std::optional<mail::LogFacts> role_facts(const Plan& plan, const DomainState& state, ServerRole role);

}  // namespace cutwatch::cutover
