#include "net/stream/dialogue.hpp"

#include <asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace cutwatch::net {
namespace {

constexpr Seconds kFarewell{2};

Result<std::string> outcome_of(const Result<void>& done) {
  if (!done) return std::unexpected(done.error());
  return {};
}

}  // namespace

asio::awaitable<void> converse(Dialogue& dialogue, Stream& stream, const Clock& clock, SteadyTime deadline,
                               Confirmation confirmation) {
  Result<std::string> outcome;
  for (;;) {
    const SteadyTime now = clock.steady();
    DialogueAction action = dialogue.resume(outcome, now);
    const bool is_farewell = action.patience == DialogueAction::Patience::farewell;
    const SteadyTime until = is_farewell ? std::min(deadline, now + kFarewell) : deadline;
    switch (action.kind) {
      case DialogueAction::Kind::done: co_return;
      case DialogueAction::Kind::receive: outcome = co_await stream.receive(until); break;
      case DialogueAction::Kind::confirm:
        outcome = confirmation ? outcome_of(co_await confirmation()) : Result<std::string>{};
        break;
      case DialogueAction::Kind::send:
        outcome = outcome_of(co_await stream.send(std::move(action.bytes), until));
        break;
    }
  }
}

}  // namespace cutwatch::net
