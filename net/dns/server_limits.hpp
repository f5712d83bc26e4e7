#pragma once
#include "core/address/ip_address.hpp"
#include "core/time/time.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <unordered_map>
#include <vector>

namespace cutwatch::net {

struct ServerLimitOptions {
  std::size_t in_flight = 32;  ///< Exchanges with one server at a time.
  std::size_t waiting = 64;    ///< Callers that may wait for a place; the next one is refused.
  unsigned silent_after = 8;   ///< Timeouts in a row, without any reply between, that make a server silent.
  Millis first_pause{
      2000};  ///< How long a silent server is left alone; doubled after each probe that times out,
  Millis longest_pause{60000};  ///< up to this.
};

/// How an exchange ended, as far as the server is concerned.
enum class ServerOutcome : std::uint8_t {
  answered,      ///< it sent a reply, of whatever kind
  silent,        ///< it had its time and sent none
  inconclusive,  ///< neither: cancelled, cut short by us, refused by its host
};

/// Keeps one server from taking more than its share of us: at most `in_flight` exchanges, a bounded queue in
/// order of arrival, and back-off from a server that does not answer. Who is refused has learned nothing
/// about the server (docs/decisions/0011-limits-per-server.md). Pure: time is given, tickets stand for
/// callers. Not thread-safe.
class ServerLimits {
 public:
  using Ticket = std::uint64_t;

  enum class Admission : std::uint8_t { go, wait, refused };

  /// What a departure means for those who waited. Admitted ones count as in flight from now on.
  struct Released {
    std::vector<Ticket> admitted;
    std::vector<Ticket> refused;
  };

  explicit ServerLimits(ServerLimitOptions options) : options_(options) {}

  Admission enter(const Endpoint& server, Ticket ticket, SteadyTime now);
  /// One that was told `go`, or was admitted, is done.
  Released leave(const Endpoint& server, ServerOutcome outcome, SteadyTime now);
  /// One that was told `wait` waits no longer.
  void abandon(const Endpoint& server, Ticket ticket);

  std::size_t in_flight(const Endpoint& server) const;
  std::size_t waiting(const Endpoint& server) const;
  bool is_silent(const Endpoint& server) const;

 private:
  struct Server {
    std::size_t in_flight = 0;
    std::deque<Ticket> waiting;
    unsigned timeouts = 0;
    Millis pause{0};  ///< Zero: not silent.
    SteadyTime next_probe{};
    bool is_silent() const { return pause > Millis{0}; }
    bool is_blank() const { return in_flight == 0 && waiting.empty() && timeouts == 0 && !is_silent(); }
  };
  struct Hash {
    std::size_t operator()(const Endpoint& endpoint) const noexcept;
  };

  void note(Server& server, ServerOutcome outcome, SteadyTime now) const;
  Released next_of(Server& server) const;
  const Server* find(const Endpoint& server) const;

  ServerLimitOptions options_;
  std::unordered_map<Endpoint, Server, Hash> servers_;
};

}  // namespace cutwatch::net
