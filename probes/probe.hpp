#pragma once
#include "core/cutover/asking/asking.hpp"
#include "core/observation/observation.hpp"
#include "core/snapshot/snapshot.hpp"
#include "net/dns/dns_transport.hpp"
#include "net/imap/imap_client.hpp"
#include "net/smtp/smtp_client.hpp"
#include "probes/message_journal.hpp"
#include "runtime/query_pace.hpp"
#include "runtime/random.hpp"
#include "runtime/waitable_clock.hpp"

#include <asio/awaitable.hpp>

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace cutwatch {

/// What a probe may touch while it runs. Everything else is in the probe itself. The agent owns what is
/// referred to, and it outlives every run.
struct ProbeContext {
  WaitableClock& clock;
  Random& random;
  net::DnsTransport& dns;
  net::SmtpClient& smtp;
  net::ImapClient& imap;
  MessageJournal& journal;
  QueryPace& pace;
  Shared<DomainState> known;       ///< What is known of the probe's domain as the run begins.
  SteadyTime watching_since = {};  ///< When the agent began to watch.

  cutover::Occasion occasion() const {
    return {.now = clock.wall(),
            .watched_for = std::chrono::duration_cast<Millis>(clock.steady() - watching_since)};
  }
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

  /// When it is worth running beside the interval, by what is known now; nullopt when the interval is enough.
  /// The scheduler grants it where no run comes before. Pure.
  virtual std::optional<WallTime> wanted_at(const DomainState& known,
                                            const cutover::Occasion& occasion) const {
    static_cast<void>(known);
    static_cast<void>(occasion);
    return std::nullopt;
  }
};

}  // namespace cutwatch
