#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/metrics/family_set.hpp"
#include "core/snapshot/mail_state.hpp"

namespace cutwatch::metrics {

/// What the last message of a round trip that arrived down a path shows; nothing of what it does not. Pure.
void add_arrival_metrics(FamilySet& out, const cutover::Plan& plan, const cutover::RoundTrip& trip,
                         cutover::Path path, const MailState& state);

}  // namespace cutwatch::metrics
