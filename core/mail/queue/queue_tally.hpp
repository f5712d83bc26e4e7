#pragma once
#include "core/mail/queue/queue_facts.hpp"
#include "core/mail/queue/queued_message.hpp"

#include <map>
#include <string>
#include <string_view>

namespace cutwatch::mail {

/// Adds up a queue, message by message. Memory: `kMostDestinationsRead`, however long the queue is.
class QueueTally {
 public:
  /// `own_domain` in lower case. A message stays when it had arrived by `staying_since`, or nobody knows
  /// when.
  QueueTally(std::string own_domain, WallTime staying_since);

  void add(const QueuedMessage& message);
  /// A message of which nothing can be read. It stays.
  void add_unreadable();
  /// What was added, with the destinations that have the most messages.
  QueueFacts finish(bool is_cut);

 private:
  using Destinations = std::map<std::string, std::string_view>;  ///< With why a message waits there.
  void add_staying(const QueuedMessage& message, const Destinations& destinations);
  void add_destinations(const QueuedMessage& message, const Destinations& destinations);
  QueueDestination& destination(const std::string& name);
  std::string own_domain_;
  WallTime staying_since_;
  QueueFacts facts_;
};

/// The domain of a mail address in lower case, without a last dot: empty where it has none, and where it is
/// longer than a name can be. Pure.
std::string destination_of(std::string_view address);

}  // namespace cutwatch::mail
