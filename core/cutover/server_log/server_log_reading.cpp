#include "core/cutover/server_log/server_log_reading.hpp"

#include "core/mail/log/mail_log_line.hpp"

#include <algorithm>

namespace cutwatch::cutover {
namespace {

std::string_view take_line(std::string_view& text) {
  const auto end = std::min(text.find('\n'), text.size());
  const auto line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

void note_time(mail::LogFacts& facts, WallTime at) {
  if (!facts.first_line || at < *facts.first_line) facts.first_line = at;
  facts.last_line = std::max(facts.last_line, std::optional(at));
}

}  // namespace

ServerLogReading::ServerLogReading(mail::Mta mta, mail::LogJoinLimits limits) : mta_(mta), join_(limits) {}

mail::LogFacts ServerLogReading::take(std::string_view text, const LogContext& context, Seconds zone) {
  mail::LogFacts facts;
  const mail::LogClock clock(context.now, zone);
  const auto forgotten = join_.forgotten();
  while (!text.empty()) {
    const auto line = mail::read_mail_log_line(take_line(text), clock, mta_);
    ++facts.lines;
    if (!line) {
      ++facts.unparsed;
      continue;
    }
    // Another program's lines show that the log is written, not that the mail server lives.
    if (line->mta) note_time(facts, std::min(line->time.value_or(context.now), context.now));
    if (const auto event = join_.take(*line)) count(facts, *event, context);
  }
  facts.forgotten = join_.forgotten() - forgotten;
  return facts;
}

}  // namespace cutwatch::cutover
