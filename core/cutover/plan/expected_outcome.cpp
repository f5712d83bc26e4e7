#include "core/cutover/plan/expected_outcome.hpp"

#include <utility>

namespace cutwatch::cutover {
namespace {

using mail::MessageResult;
using mail::SmtpDisposition;

/// The first server said 4xx to the end, or nothing at all.
bool was_never_taken(const mail::LedgerEntry& entry) {
  const bool was_left =
      entry.disposition == SmtpDisposition::deferred || entry.disposition == SmtpDisposition::not_sent;
  return entry.result == MessageResult::lost && was_left && !entry.accepted;
}

}  // namespace

std::string_view to_string(ExpectedOutcome outcome) noexcept {
  switch (outcome) {
    case ExpectedOutcome::accept: return "accept";
    case ExpectedOutcome::accept_or_defer: return "accept_or_defer";
    case ExpectedOutcome::either: return "either";
    case ExpectedOutcome::refuse: return "refuse";
  }
  std::unreachable();
}

ExpectedOutcome expected_outcome(Kind kind, Path path, const OldServerFacts& old_server) {
  if (path != Path::old_path) return ExpectedOutcome::accept;
  const bool has_switched = old_server.phase >= Phase::verify;
  const bool may_refuse = old_server.is_released || (has_switched && old_server.is_expired);
  const bool is_upstream = kind == Kind::proxy;
  if (may_refuse)
    return is_upstream && old_server.is_locked ? ExpectedOutcome::refuse : ExpectedOutcome::either;
  return is_upstream && has_switched ? ExpectedOutcome::accept_or_defer : ExpectedOutcome::accept;
}

bool is_as_expected(ExpectedOutcome expected, const mail::LedgerEntry& entry) {
  const bool has_arrived = entry.result == MessageResult::delivered;
  const bool was_refused = entry.result == MessageResult::refused;
  switch (expected) {
    case ExpectedOutcome::accept: return has_arrived;
    case ExpectedOutcome::accept_or_defer: return has_arrived || was_never_taken(entry);
    case ExpectedOutcome::either: return has_arrived || was_refused || was_never_taken(entry);
    case ExpectedOutcome::refuse: return was_refused || was_never_taken(entry);
  }
  std::unreachable();
}

}  // namespace cutwatch::cutover
