#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/metrics/family_set.hpp"
#include "core/snapshot/mail_state.hpp"

namespace cutwatch::metrics {

/// How long messages took for each part of each path that a round trip goes, all round trips together. Pure.
void add_hop_metrics(FamilySet& out, const cutover::Plan& plan, const MailState& state);

}  // namespace cutwatch::metrics
