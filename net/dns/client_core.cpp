#include "net/dns/client_core.hpp"

#include "net/dns/exchange.hpp"

#include <asio/post.hpp>

#include <unistd.h>

namespace cutwatch::net {

ClientCore::ClientCore(asio::any_io_executor executor_, WaitableClock& clock_, DnsClientOptions options_)
    : options(std::move(options_)),
      executor(std::move(executor_)),
      clock(clock_),
      pool(options.pool, random, clock),
      limits_(options.limits),
      readiness_(executor, dup(pool.readiness())),
      timer_(executor, clock, [this] { turn(Work::fire); }) {}

void ClientCore::add(Exchange& exchange) {
  exchange.place = exchanges_.size();
  exchanges_.push_back(&exchange);
}

void ClientCore::remove(Exchange& exchange) {
  exchanges_.back()->place = exchange.place;
  exchanges_[exchange.place] = exchanges_.back();
  exchanges_.pop_back();
}

ServerLimits::Admission ClientCore::enter(Exchange& exchange, SteadyTime now) {
  const auto ticket = reinterpret_cast<ServerLimits::Ticket>(&exchange);
  const auto admission = limits_.enter(exchange.server(), ticket, now);
  if (admission == ServerLimits::Admission::wait) waiting_.emplace(ticket, &exchange);
  return admission;
}

Exchange* ClientCore::waiting(ServerLimits::Ticket ticket) {
  auto node = waiting_.extract(ticket);
  return node.mapped();
}

void ClientCore::leave(const Endpoint& server, ServerOutcome outcome, SteadyTime now) {
  if (is_stopped_) return;
  const auto released = limits_.leave(server, outcome, now);
  for (const auto ticket : released.refused) waiting(ticket)->on_refused();
  for (const auto ticket : released.admitted) waiting(ticket)->on_admitted(now);
}

void ClientCore::abandon(Exchange& exchange) {
  const auto ticket = reinterpret_cast<ServerLimits::Ticket>(&exchange);
  limits_.abandon(exchange.server(), ticket);
  waiting_.erase(ticket);
}

void ClientCore::make_ready(Exchange& exchange) {
  ready_.push_back(&exchange);
  touch();
}

void ClientCore::touch() {
  if (is_in_turn_ || is_turn_posted_ || is_stopped_) return;
  is_turn_posted_ = true;
  asio::post(executor, [self = shared_from_this()] {
    self->is_turn_posted_ = false;
    self->turn(Work::none);
  });
}

void ClientCore::turn(Work work) {
  if (is_stopped_) return;
  const auto self = shared_from_this();  // an exchange that is resumed may destroy the client
  is_in_turn_ = true;
  if (work == Work::read) pool.read();
  if (work == Work::fire) deadlines.fire(clock.steady());
  do {
    resume_ready();
    if (!is_stopped_) pool.flush();
  } while (!ready_.empty());
  is_in_turn_ = false;
  if (is_stopped_) return;
  watch_sockets();
  watch_deadlines();
}

void ClientCore::resume_ready() {
  for (std::size_t i = 0; i < ready_.size(); ++i) ready_[i]->resume();  // may grow as they are resumed
  ready_.clear();
}

void ClientCore::watch_sockets() {
  const bool must_watch = pool.in_flight() > 0;
  if (!must_watch && is_watching_) readiness_.cancel();
  if (!must_watch || is_watching_) return;
  is_watching_ = true;
  readiness_.async_wait(asio::posix::descriptor_base::wait_read,
                        [self = shared_from_this()](const asio::error_code& error) {
                          self->is_watching_ = false;
                          self->turn(error ? Work::none : Work::read);
                        });
}

void ClientCore::watch_deadlines() {
  if (const auto earliest = deadlines.earliest()) {
    timer_.wake_by(*earliest);
  } else {
    timer_.disarm();
  }
}

void ClientCore::stop() {
  is_stopped_ = true;
  for (Exchange* exchange : exchanges_) exchange->stop();
  ready_.clear();
  timer_.disarm();
  asio::error_code ignored;
  readiness_.close(ignored);
}

}  // namespace cutwatch::net
