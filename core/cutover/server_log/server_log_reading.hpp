#pragma once
#include "core/cutover/server_log/event_count.hpp"
#include "core/mail/log/log_facts.hpp"
#include "core/mail/log/log_join.hpp"
#include "core/mail/log/log_line.hpp"
#include "core/mail/log/log_time.hpp"

#include <optional>
#include <string_view>

namespace cutwatch::cutover {

/// Makes facts of the lines of one log, in their order: it remembers what was begun. Bounded
/// (`mail::LogJoinLimits`), however long a log is read.
class ServerLogReading {
 public:
  explicit ServerLogReading(mail::Mta mta, mail::LogJoinLimits limits = {});

  /// Lines up to that instant have been counted already, and come again: until one is later they are learnt
  /// from, and count nothing.
  void pass_over(WallTime until) { counted_until_ = until; }

  /// What these whole lines told. `zone` is that of times that name none.
  mail::LogFacts take(std::string_view text, const LogContext& context, const LocalZone& zone);

 private:
  void take_line(std::string_view text, const LogContext& context, const mail::LogClock& clock,
                 mail::LogFacts& facts);

  mail::Mta mta_;
  mail::LogJoin join_;
  std::optional<WallTime> counted_until_;
  std::optional<mail::FailedForwarding> last_put_off_;
};

}  // namespace cutwatch::cutover
