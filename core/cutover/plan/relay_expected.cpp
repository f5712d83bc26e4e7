#include "core/cutover/plan/relay_expected.hpp"

#include "core/cutover/plan/way_expected.hpp"

namespace cutwatch::cutover {
namespace {

using mail::MailboxKeeper;

std::vector<Network> addresses_of(const Plan& plan, ServerRole role) {
  return networks_of(plan.server(role));
}

}  // namespace

MailboxKeeper keeper_of(const Plan& plan, const Mailbox& mailbox) {
  if (mailbox.is_maildir()) return MailboxKeeper::unknown;
  const auto& address = mailbox.server.endpoint.address;
  const bool is_old = contains(addresses_of(plan, ServerRole::old_server), address);
  const bool is_new = contains(addresses_of(plan, ServerRole::new_server), address);
  if (is_old == is_new) return MailboxKeeper::unknown;
  return is_old ? MailboxKeeper::first : MailboxKeeper::second;
}

bool is_kept_by_new(const Plan& plan, const mail::LedgerEntry& entry) {
  return entry.sighting && entry.sighting->inspection &&
         mail::is_taken_by_keeper(entry.sighting->inspection->received.trace(),
                                  believed_hosts(plan, entry.mailbox), entry.queue_id);
}

mail::PathProof relay_proof_of(const Plan& plan, const mail::LedgerEntry& entry, MailboxKeeper keeper) {
  if (!entry.sighting || !entry.sighting->inspection) return {.why = "its Received lines were not read"};
  return mail::prove_relay(entry.sighting->inspection->received.trace(),
                           {.trusted = believed_hosts(plan, entry.mailbox),
                            .first = addresses_of(plan, ServerRole::old_server),
                            .second = addresses_of(plan, ServerRole::new_server),
                            .kept_by = keeper,
                            .queue_id = entry.queue_id});
}

}  // namespace cutwatch::cutover
