#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/cutover/server_log/stray_times.hpp"
#include "core/mail/bypass_mail.hpp"
#include "core/mail/log/log_facts.hpp"
#include "core/mail/log/mail_event.hpp"
#include "core/snapshot/mail_state.hpp"

#include <functional>

namespace cutwatch::cutover {

/// What events of a log are judged by.
struct LogContext {
  const Plan& plan;
  ServerRole role;
  const MailState& mail;
  std::function<StrayTimes()> times;  ///< Asked where a stranger's or a stranded message is met.
  WallTime now;
  std::function<void(const mail::BypassMail&)>
      on_bypass{};  ///< Told of each message that went around the proxy.
  /// The last forwarding that was put off by somebody's answer; null where none is known.
  const mail::FailedForwarding* last_put_off = nullptr;
};

/// Adds what an event tells to the facts, and marks its message, so that each counts once:
/// - accepted and refused, of all mail;
/// - a message for the domain at the first line that names a recipient of it, once it is told who handed it
///   in; one that names none is none of the domain's. It counts as accepted when it was accepted;
/// - each recipient's delivery, for the domain alone.
void count(mail::LogFacts& facts, const mail::MailEvent& event, const LogContext& context);

}  // namespace cutwatch::cutover
