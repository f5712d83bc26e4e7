#include "probes/send_turn.hpp"

#include <algorithm>

namespace cutwatch {

asio::awaitable<Result<bool>> take_send_turn(ProbeContext context, std::string path, Millis patience) {
  auto& sends = context.journal.manners().sends;
  const auto latest = context.clock.steady() + std::min(patience, mail::kEvenPace);
  // Another may have taken the turn meanwhile: what one waits for is asked again.
  for (auto now = context.clock.steady();; now = context.clock.steady()) {
    const auto next = sends.next(path, now);
    if (next <= now) break;
    if (next > latest) co_return false;
    co_await context.clock.sleep_until(next);
  }
  sends.note(path, context.clock.steady());
  const auto written =
      co_await context.journal.note({.kind = mail::CountedAct::Kind::send, .subject = std::move(path)});
  if (!written) co_return std::unexpected(written.error());
  co_return true;
}

}  // namespace cutwatch
