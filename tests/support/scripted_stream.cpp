#include "tests/support/scripted_stream.hpp"

#include <utility>

namespace cutwatch::test {

ScriptedStream::ScriptedStream(std::shared_ptr<Script> script, WaitableClock& clock)
    : script_(std::move(script)), clock_(clock) {
  script_->is_alive = true;
}

asio::awaitable<Result<void>> ScriptedStream::send(std::string bytes, SteadyTime deadline) {
  script_->sent += bytes;
  if (clock_.steady() >= deadline) co_return fail(FailureKind::timeout);
  turn_.reset();
  piece_ = 0;
  if (script_->turns.empty()) co_return fail(FailureKind::protocol, "closed");
  if (script_->turns.front().expected != bytes) {
    script_->surprises.push_back(bytes);
    co_return fail(FailureKind::protocol, "unexpected bytes");
  }
  turn_ = std::move(script_->turns.front());
  script_->turns.pop_front();
  co_return Result<void>{};
}

asio::awaitable<Result<std::string>> ScriptedStream::receive(SteadyTime deadline) {
  if (clock_.steady() >= deadline) co_return fail(FailureKind::timeout);
  if (!turn_) co_return std::string{};
  if (piece_ < turn_->pieces.size()) {
    const SteadyTime due = clock_.steady() + turn_->delay;
    co_await clock_.sleep_until(std::min(due, deadline));
    if (due > deadline) co_return fail(FailureKind::timeout);
    co_return turn_->pieces[piece_++];
  }
  if (turn_->is_mute) {
    co_await clock_.sleep_until(deadline);
    co_return fail(FailureKind::timeout);
  }
  if (turn_->failure) co_return std::unexpected(*turn_->failure);
  co_return std::string{};
}

asio::awaitable<net::Connection> ScriptedConnector::connect(mail::MailServer server, net::MailProtocol,
                                                            std::string, SteadyTime) {
  asked.push_back(std::move(server));
  net::Connection connection;
  connection.facts = facts;
  if (failure) {
    connection.stream = std::unexpected(*failure);
  } else {
    ++script->connections;
    connection.stream = std::make_unique<ScriptedStream>(script, clock_);
  }
  co_return connection;
}

}  // namespace cutwatch::test
