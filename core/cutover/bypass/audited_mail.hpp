#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/cutover/server_log/stray_times.hpp"
#include "core/mail/bypass_mail.hpp"
#include "core/mail/trace.hpp"
#include "core/observation/observation.hpp"
#include "core/snapshot/mail_state.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace cutwatch::cutover {

/// What is read of a message that somebody else sent: nothing more.
struct FiledMail {
  mail::Trace trace;
  std::string message_id;  ///< Without <>; anything.
  std::optional<WallTime> filed;
};

/// What such messages are judged by.
struct AuditContext {
  const Plan& plan;
  std::string_view mailbox;
  const MailState& mail;
  std::function<StrayTimes()> times;  ///< Asked where a stranger's message is met.
  WallTime now;
};

/// Counts the message by who handed it to the old server. What it was, where it went around the proxy after
/// the switch: by when the old server wrote that it took it, else by when it was filed. Pure.
std::optional<mail::BypassMail> audit(AuditCounts& counts, const FiledMail& mail,
                                      const AuditContext& context);

}  // namespace cutwatch::cutover
