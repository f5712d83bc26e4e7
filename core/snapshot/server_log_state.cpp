#include "core/snapshot/server_log_state.hpp"

#include <utility>

namespace cutwatch {

ServerLogState with_read(ServerLogState known, const MailLogRead& read) {
  for (const auto& [kind, tally] : read.facts.strays) {
    if (tally.count > 0) known.strays_read.insert_or_assign(kind, read.at);
  }
  known.facts = mail::merged(std::move(known.facts), read.facts);
  if (read.position) known.position = read.position;
  if (!known.begun) known.begun = read.at;
  known.heard = read.at;
  known.failure = read.failure;
  known.behind = read.behind;
  return known;
}

}  // namespace cutwatch
