#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/mail/log/log_facts.hpp"
#include "core/metrics/family_set.hpp"
#include "core/snapshot/snapshot.hpp"

#include <optional>

namespace cutwatch::metrics {

/// Mail around the proxy by each source that the plan has, every series of it from the start: what the old
/// server's logs told (nullopt: none is named), the audit of mailboxes, and the agent's own mail. Nothing in
/// the kinds without a proxy. Pure.
void add_bypass_metrics(FamilySet& out, const cutover::Plan& plan, const DomainState& state,
                        const std::optional<mail::LogFacts>& old_log);

}  // namespace cutwatch::metrics
