#pragma once
#include "core/cutover/plan/server_role.hpp"
#include "core/mail/queue/queue_format.hpp"
#include "core/time/time.hpp"

#include <string>
#include <vector>

namespace cutwatch::cutover {

/// The queue of one of the servers, and how it is looked at.
struct ServerQueue {
  ServerRole role = ServerRole::old_server;
  mail::QueueFormat format = mail::QueueFormat::postfix;
  std::vector<std::string> command;  ///< Prints the queue; the program and its arguments, without a shell.
  Millis interval{Seconds{60}};

  /// What it is called to people and in the snapshot: the command, its words with blanks between.
  std::string source() const;
  friend bool operator==(const ServerQueue&, const ServerQueue&) = default;
};

}  // namespace cutwatch::cutover
