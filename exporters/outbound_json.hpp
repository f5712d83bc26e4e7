#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/snapshot/mail_state.hpp"

#include <nlohmann/json.hpp>

namespace cutwatch::exporters {

/// Mail that users of the servers send: for each outbound round trip and server what became of the last
/// message, and what its receiver found out about the sender. No gate and no condition rests on it.
nlohmann::json outbound_json(const cutover::Plan& plan, const MailState& mail);

}  // namespace cutwatch::exporters
