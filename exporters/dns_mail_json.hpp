#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/mail/dns_way.hpp"
#include "core/snapshot/snapshot.hpp"

#include <nlohmann/json.hpp>

namespace cutwatch::exporters {

/// Where mail goes as DNS says, and why nothing is sent if it is not; null where no round trip sends so.
nlohmann::json dns_mail_json(const cutover::Plan& plan, const DomainState& state, WallTime now);

/// The way of one message; null where it was not sent as DNS says.
nlohmann::json way_json(const std::optional<mail::DnsWay>& way);

}  // namespace cutwatch::exporters
