#include "net/secure_dns/server_gate.hpp"

#include "runtime/task.hpp"

#include <asio/steady_timer.hpp>

#include <map>
#include <utility>

namespace cutwatch::net {
namespace {

/// A coroutine that waits. Ending the wait through a timer resumes it from the event loop.
struct Waiter {
  enum class State : std::uint8_t { waiting, admitted, refused, cancelled };
  explicit Waiter(const asio::any_io_executor& executor)
      : ended(executor, asio::steady_timer::time_point::max()) {}
  asio::steady_timer ended;
  State state = State::waiting;

  void end(State how) {
    state = how;
    ended.cancel();
  }
};

Task<Result<void>> wait(Waiter& waiter) {
  if (waiter.state == Waiter::State::waiting) co_await waiter.ended.async_wait(as_result);
  co_return Result<void>{};
}

}  // namespace

struct ServerGate::Core {
  using Ticket = ServerLimits::Ticket;

  Core(asio::any_io_executor executor_, WaitableClock& clock_, ServerLimitOptions options)
      : executor(std::move(executor_)), clock(clock_), limits(options) {}

  void leave(const Endpoint& server, ServerOutcome outcome) {
    if (is_stopped) return;
    const auto released = limits.leave(server, outcome, clock.steady());
    for (const auto ticket : released.refused) take(ticket)->end(Waiter::State::refused);
    for (const auto ticket : released.admitted) take(ticket)->end(Waiter::State::admitted);
  }

  Waiter* take(Ticket ticket) { return waiting.extract(ticket).mapped(); }

  void abandon(const Endpoint& server, Ticket ticket) {
    if (waiting.erase(ticket) > 0) limits.abandon(server, ticket);
  }

  void stop() {
    is_stopped = true;
    for (const auto& [ticket, waiter] : std::exchange(waiting, {})) waiter->end(Waiter::State::cancelled);
  }

  asio::any_io_executor executor;
  WaitableClock& clock;
  ServerLimits limits;
  std::map<Ticket, Waiter*> waiting;
  Ticket last_ticket = 0;
  bool is_stopped = false;
};

/// However a coroutine that waits ends, nobody may call its waiter afterwards.
struct ServerGate::Registration {
  Core& core;
  const Endpoint& server;
  ServerLimits::Ticket ticket;
  ~Registration() { core.abandon(server, ticket); }
};

ServerGate::Place::~Place() {
  if (core_) core_->leave(server_, outcome_);
}

ServerGate::ServerGate(asio::any_io_executor executor, WaitableClock& clock, ServerLimitOptions options)
    : core_(std::make_shared<Core>(std::move(executor), clock, options)) {}

ServerGate::~ServerGate() { core_->stop(); }

asio::awaitable<Result<ServerGate::Place>> ServerGate::enter(Endpoint server, SteadyTime deadline) {
  const auto core = core_;
  const auto ticket = ++core->last_ticket;
  const SteadyTime now = core->clock.steady();
  switch (core->limits.enter(server, ticket, now)) {
    case ServerLimits::Admission::go: co_return Place(core, server, now, false);
    case ServerLimits::Admission::refused:
      co_return fail(FailureKind::limited, "the server is silent or has as much to answer as we allow");
    case ServerLimits::Admission::wait: break;
  }
  Waiter waiter(core->executor);
  core->waiting.emplace(ticket, &waiter);
  const Registration registration{*core, server, ticket};
  const auto waited = co_await with_deadline(core->clock, deadline, wait(waiter));
  switch (waiter.state) {
    case Waiter::State::admitted: co_return Place(core, server, core->clock.steady(), true);
    case Waiter::State::refused: co_return fail(FailureKind::limited, "the server has fallen silent");
    case Waiter::State::cancelled: co_return fail(FailureKind::cancelled);
    case Waiter::State::waiting: break;
  }
  if (waited) co_return fail(FailureKind::cancelled);
  co_return fail(FailureKind::limited, "no place at the server became free within the deadline");
}

}  // namespace cutwatch::net
