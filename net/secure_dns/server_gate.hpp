#pragma once
#include "core/failure/failure.hpp"
#include "net/dns/server_limits.hpp"
#include "runtime/waitable_clock.hpp"

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>

#include <memory>

namespace cutwatch::net {

/// The limits per server (docs/decisions/0011-limits-per-server.md) for coroutines: each asks for a place,
/// waits for it if it must, and gives it back. Belongs to the event loop's thread. Places may outlive the
/// gate.
class ServerGate {
  struct Core;
  struct Registration;

 public:
  /// The right to one exchange, given back on destruction.
  class Place {
   public:
    Place(Place&&) noexcept = default;
    Place& operator=(Place&&) = delete;
    ~Place();

    /// How the exchange ended. Without it: inconclusive.
    void note(ServerOutcome outcome) { outcome_ = outcome; }
    SteadyTime began() const { return began_; }
    /// It had to be waited for.
    bool has_waited() const { return has_waited_; }

   private:
    friend class ServerGate;
    Place(std::shared_ptr<Core> core, Endpoint server, SteadyTime began, bool has_waited)
        : core_(std::move(core)), server_(server), began_(began), has_waited_(has_waited) {}
    std::shared_ptr<Core> core_;
    Endpoint server_;
    SteadyTime began_;
    bool has_waited_;
    ServerOutcome outcome_ = ServerOutcome::inconclusive;
  };

  ServerGate(asio::any_io_executor executor, WaitableClock& clock, ServerLimitOptions options);
  /// Those who wait end as cancelled.
  ~ServerGate();
  ServerGate(ServerGate&&) = delete;

  /// Errors: limited (the server is silent, has as much to answer as we allow, or no place became free in
  /// time) · cancelled.
  asio::awaitable<Result<Place>> enter(Endpoint server, SteadyTime deadline);

 private:
  std::shared_ptr<Core> core_;
};

}  // namespace cutwatch::net
