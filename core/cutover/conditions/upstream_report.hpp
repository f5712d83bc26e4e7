#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/mail/delivery_report.hpp"

// What reports of the proxy tell of the old server behind it.
namespace cutwatch::cutover {

/// Mail came back from the proxy because the old server refused it with a 5xx that is not about the
/// recipient, the mailbox, the way or the text of the message (RFC 3463 X.1, X.2, X.4, X.6, X.3.4): it would
/// refuse any. The report names the old server, by name or address, as who said so. Pure.
bool tells_refusal_of_proxy(const Plan& plan, const mail::DeliveryReport& report);

/// The proxy does not reach the old server (RFC 3463 X.4.1, X.4.2): mail waits there, or was given up. The
/// report names the old server. Pure.
bool tells_upstream_down(const Plan& plan, const mail::DeliveryReport& report);

}  // namespace cutwatch::cutover
