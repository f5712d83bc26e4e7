#pragma once
#include "core/time/time.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cutwatch::mail {

/// Where in its queue a mail server keeps a message: Postfix's queues. Exim names none: what it has frozen is
/// on hold, all else is `other`.
enum class QueueName : std::uint8_t { maildrop, incoming, active, deferred, hold, other };

inline constexpr std::array kQueueNames{QueueName::maildrop, QueueName::incoming, QueueName::active,
                                        QueueName::deferred, QueueName::hold,     QueueName::other};

std::string_view to_string(QueueName name) noexcept;

/// The queue of that name; `other` for one that is not known.
QueueName queue_called(std::string_view name) noexcept;

/// Whom a message still is to go to.
struct QueuedRecipient {
  std::string address;       ///< As the server tells it: after aliases, bytes that a stranger chose.
  std::string delay_reason;  ///< What the last attempt came to; empty: none has failed.
  friend bool operator==(const QueuedRecipient&, const QueuedRecipient&) = default;
};

/// Of a message no more are read: what they are for is told of the others.
inline constexpr std::size_t kMostRecipients = 10'000;

/// One message in a mail server's queue.
struct QueuedMessage {
  QueueName queue = QueueName::other;
  std::string id;
  std::optional<WallTime> arrived{};
  std::uint64_t size = 0;  ///< In octets; 0 where it is not known.
  std::string sender{};
  bool is_forced_expired = false;  ///< Given up at its next attempt: the operator said so (postsuper -e).
  std::vector<QueuedRecipient> recipients{};  ///< At most `kMostRecipients`.
  friend bool operator==(const QueuedMessage&, const QueuedMessage&) = default;
};

}  // namespace cutwatch::mail
