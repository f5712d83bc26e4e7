#pragma once
#include "core/cutover/plan/plan.hpp"

namespace cutwatch::cutover {

/// Whether a round trip by that path is awaited in the mailbox first: by the account, whatever it is called.
bool ends_in(const Plan& plan, Path path, const Mailbox& mailbox);

/// The new server's mailbox for certain: mail by the new path is awaited there, and mail by the old path
/// elsewhere. Mail to the old server that comes there was handed on by it.
bool is_new_mailbox(const Plan& plan, const Mailbox& mailbox);

/// Whether mail by a path that is awaited elsewhere, and here as well, has arrived when it comes here only:
/// this is the new server's mailbox, which the old one may relay to without keeping a copy. In kind `proxy`
/// the mailboxes stay where they are, and mail by the new path is to come to its own.
bool suffices(const Plan& plan, Path path, const Mailbox& mailbox);

}  // namespace cutwatch::cutover
