#include "probes/turn.hpp"

namespace cutwatch {
namespace {

/// Beside a turn that had to be waited for: those who wait do not leave in step.
constexpr std::uint32_t kMostJitter = 250;

}  // namespace

Millis wait_for_turn(const ProbeContext& context, const dns::Resolver& resolver) {
  if (resolver.endpoint.address.is_loopback()) return Millis{0};
  return context.pace.wait(resolver.operator_id, context.clock.steady());
}

asio::awaitable<bool> take_turn(ProbeContext context, dns::Resolver resolver, Millis longest) {
  if (resolver.endpoint.address.is_loopback()) co_return true;
  const auto now = context.clock.steady();
  const auto turn = context.pace.turn(resolver.operator_id, now, longest);
  if (!turn) co_return false;
  if (*turn > now) co_await context.clock.sleep_until(*turn + Millis{context.random.below(kMostJitter)});
  co_return true;
}

}  // namespace cutwatch
