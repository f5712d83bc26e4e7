#include "core/mail/queue/queued_message.hpp"

#include <algorithm>
#include <utility>

namespace cutwatch::mail {

std::string_view to_string(QueueName name) noexcept {
  switch (name) {
    case QueueName::maildrop: return "maildrop";
    case QueueName::incoming: return "incoming";
    case QueueName::active: return "active";
    case QueueName::deferred: return "deferred";
    case QueueName::hold: return "hold";
    case QueueName::other: return "other";
  }
  std::unreachable();
}

QueueName queue_called(std::string_view name) noexcept {
  const auto* found = std::ranges::find(kQueueNames, name, [](QueueName each) { return to_string(each); });
  return found == kQueueNames.end() ? QueueName::other : *found;
}

}  // namespace cutwatch::mail
