#pragma once
#include "core/address/ip_address.hpp"
#include "core/cutover/plan/plan.hpp"
#include "core/mail/log/client_origin.hpp"
#include "core/mail/log/mail_event.hpp"

namespace cutwatch::cutover {

/// Whether a server of that role hands mail on to the other one: the proxy does, and the old server of the
/// other kinds does while copies live.
bool is_forwarder(const Plan& plan, ServerRole role);

/// Whether an address is one that the other server hands mail on from: its `sends_from`, else its own.
bool is_forwarders(const Plan& plan, ServerRole role, const IpAddress& address);

/// Whether an address is the server's own. Loopback is; of a server that is on loopback itself, as in a
/// rehearsal, where everybody is, only what an unbound socket comes from.
bool is_on_server(const Plan& plan, ServerRole role, const IpAddress& address);

/// As what whoever handed this in stands to the server of that role: by its log-in, by whether it is the
/// agent's own (core/cutover/server_log/own_mail.hpp), and by the address that connected, whatever XCLIENT
/// says. Pure.
mail::ClientOrigin origin_of(const Plan& plan, ServerRole role, const mail::MailEvent& event, bool is_own);

}  // namespace cutwatch::cutover
