#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/mail/log/mail_event.hpp"
#include "core/snapshot/mail_state.hpp"

#include <string_view>

// What of a server's log is about what the agent itself did. A stranger may give himself any name, sender and
// recipient: these alone make nobody the agent.
namespace cutwatch::cutover {

/// The message of the ledger that an event is about; null where it is none of the agent's. By the whole
/// Message-ID. OpenSMTPD logs none: by the queue id that the server gave the agent, and, while a message is
/// handed over, so that nobody knows yet whether it was taken, by sender and recipient. Pure.
const mail::LedgerEntry* own_message(const MailState& mail, const mail::MailEvent& event);

/// Likewise of a message that the forwarder handed to OpenSMTPD, under an id that the agent was never told:
/// by sender and recipient, which serve here as nobody is a stranger who comes by the forwarder. Whether it
/// was he is not asked here. Pure.
const mail::LedgerEntry* own_handed_on(const MailState& mail, const mail::MailEvent& event);

/// The message of the ledger with that whole Message-ID, without its <>; null where none has. Pure.
const mail::LedgerEntry* own_message_called(const MailState& mail, std::string_view message_id);

/// Of a refusal: the agent may have been told it, which sends no message when it asks for recipients and
/// tries locks. By HELO and sender together; nothing rests on it but whose refusals are counted. Pure.
bool is_own_refusal(const Plan& plan, const mail::MailEvent& event);

/// Likewise of a message that a rule threw away before its content came, so that no Message-ID was logged: a
/// stranger who says what the agent says hides nothing but mail that nobody will ever see.
bool is_own_discard(const Plan& plan, const mail::MailEvent& event);

}  // namespace cutwatch::cutover
