#include "core/snapshot/recipient_state.hpp"

namespace cutwatch {

RecipientStates with_replies(RecipientStates states, const RecipientsAsked& asked) {
  std::erase_if(states, [&](const auto& each) { return !asked.replies.contains(each.first); });
  for (const auto& [recipient, reply] : asked.replies) {
    auto& state = states[recipient];
    state.failure.reset();
    if (!reply) {
      state.failure = reply.error();
      continue;
    }
    state.last = {.reply = *reply, .at = asked.at};
    if (mail::recipient_answer(*reply) != mail::RecipientAnswer::unclear) state.told = state.last;
  }
  return states;
}

}  // namespace cutwatch
