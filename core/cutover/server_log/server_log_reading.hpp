#pragma once
#include "core/cutover/server_log/event_count.hpp"
#include "core/mail/log/log_facts.hpp"
#include "core/mail/log/log_join.hpp"
#include "core/mail/log/log_line.hpp"

#include <string_view>

namespace cutwatch::cutover {

/// Makes facts of the lines of one log, in their order: it remembers what was begun. Bounded
/// (`mail::LogJoinLimits`), however long a log is read.
class ServerLogReading {
 public:
  explicit ServerLogReading(mail::Mta mta, mail::LogJoinLimits limits = {});

  /// What these whole lines told. `zone` is how far east of UTC times are that name no zone.
  mail::LogFacts take(std::string_view text, const LogContext& context, Seconds zone);

 private:
  mail::Mta mta_;
  mail::LogJoin join_;
};

}  // namespace cutwatch::cutover
