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

/// Who handed a message in: whoever connected, for XCLIENT may tell anything; where that is the server
/// itself, a filter or a front end of its own, whom it says that it had the message from. A filter behind the
/// queue had it from the server (core/mail/log/log_join.hpp). Pure.
mail::LogHost sender_host(const Plan& plan, ServerRole role, const mail::MailEvent& event);

/// As what whoever connects from that address stands to the server of that role: `forwarder`, `local`,
/// `allowed` or `other`.
mail::ClientOrigin origin_at(const Plan& plan, ServerRole role, const IpAddress& address);

/// As what whoever handed this in stands to the server of that role: by its log-in, by whether it is the
/// agent's own (core/cutover/server_log/own_mail.hpp), and by `sender_host`. Pure.
mail::ClientOrigin origin_of(const Plan& plan, ServerRole role, const mail::MailEvent& event, bool is_own);

}  // namespace cutwatch::cutover
