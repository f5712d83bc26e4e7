#pragma once
#include "core/observation/observation.hpp"
#include "core/snapshot/snapshot.hpp"
#include "net/dns/dns_transport.hpp"
#include "net/imap/imap_client.hpp"
#include "net/smtp/smtp_client.hpp"
#include "probes/message_journal.hpp"
#include "runtime/random.hpp"
#include "runtime/waitable_clock.hpp"

#include <asio/awaitable.hpp>

#include <memory>
#include <string_view>
#include <vector>

namespace cutwatch {

/// What a probe may touch while it runs. Everything else is in the probe itself. The agent owns what is
/// referred to, and it outlives every run.
struct ProbeContext {
  WaitableClock& clock;
  KernelRandom& random;
  net::DnsTransport& dns;
  net::SmtpClient& smtp;
  net::ImapClient& imap;
  MessageJournal& journal;
  Shared<DomainState> known;  ///< What is known of the probe's domain as the run begins.
};

/// One kind of question put to the world. A probe is stateless and runs once; when, how often and with what
/// jitter is the scheduler's business, and what must be remembered lives in the snapshot.
class Probe {
 public:
  virtual ~Probe() = default;

  /// The value of the `probe` label: the kind of the probe, or the id of its round trip.
  virtual std::string_view name() const noexcept = 0;

  /// Never throws for what the network did: a failure is an observation too.
  virtual asio::awaitable<std::vector<Observation>> run(ProbeContext context) const = 0;
};

}  // namespace cutwatch
