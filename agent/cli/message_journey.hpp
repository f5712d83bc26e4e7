#pragma once
#include "agent/cli/probed_mail.hpp"
#include "agent/store/volatile_journal.hpp"
#include "core/snapshot/snapshot.hpp"
#include "net/digest/hmac.hpp"
#include "probes/scheduled_probe.hpp"
#include "runtime/task.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cutwatch::cli {

/// Who looks on as a message makes its way.
class JourneyWitness {
 public:
  virtual ~JourneyWitness() = default;
  /// The server has had its say, or nobody has.
  virtual void sent(const mail::LedgerEntry& entry) = 0;
  /// A look into the mailbox has failed, for another reason than the one before it.
  virtual void could_not_look(const Failure& failure) = 0;
};

/// One message, sent down the path of a plan of one message and looked for in the mailbox, by the agent's own
/// probes, in a ledger of its own that is in memory only (docs/decisions/0070). At every moment it can be
/// asked what is known.
class MessageJourney {
 public:
  /// The key proves the message to be this one's; the witness outlives the journey.
  MessageJourney(cutover::Plan plan, const net::HmacKey& key, JourneyWitness& witness);
  MessageJourney(const MessageJourney&) = delete;
  MessageJourney& operator=(const MessageJourney&) = delete;

  /// Sends it once, and waits for it: for `timeout` from the end of the sending on, or until its result is
  /// known. Whom the context's journal writes for has no part in it.
  Task<JourneyEnd> run(ProbeContext context, std::optional<Millis> timeout);

  ProbedMail known() const;

 private:
  Task<JourneyEnd> send_and_await(ProbeContext context, std::optional<Millis> timeout);
  Task<JourneyEnd> await_it(ProbeContext context, Millis patience);
  Task<JourneyEnd> look(ProbeContext context);
  Task<void> run_all(ProbeContext context, std::vector<ScheduledProbe> probes);
  ProbeContext on_own_ledger(const ProbeContext& context);
  Inventory inventory() const { return {plan_, resolvers_, state_of_nothing_}; }
  void observe(const Observation& seen);
  const mail::LedgerEntry* entry() const;
  Shared<DomainState> state() const;
  const MailboxView* mailbox() const;

  cutover::Plan plan_;
  JourneyWitness& witness_;
  std::vector<dns::Resolver> resolvers_;  ///< None: nobody is asked.
  DomainState state_of_nothing_;
  store::VolatileJournal journal_;
  Snapshot snapshot_;
  std::string id_;
  JourneyEnd end_ = JourneyEnd::none;
  std::optional<Millis> unseen_for_;
};

}  // namespace cutwatch::cli
