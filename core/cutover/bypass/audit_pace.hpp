#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/time/time.hpp"

namespace cutwatch::cutover {

/// Whether real mail in that mailbox is audited: the operator allows it, and there is a proxy to go around.
bool is_audited(const Plan& plan, const Mailbox& mailbox);

/// How often: a maildir, where a look troubles nobody, every 5 s; else once in the fastest round trip's
/// interval, between a second and a minute. Pure.
Millis audit_interval(const Plan& plan, const Mailbox& mailbox);

}  // namespace cutwatch::cutover
