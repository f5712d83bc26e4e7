#include "core/cutover/server_log/server_log_reading.hpp"

#include "core/mail/log/mail_log_line.hpp"

#include <algorithm>

namespace cutwatch::cutover {
namespace {

std::string_view first_line(std::string_view& text) {
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

void ServerLogReading::take_line(std::string_view text, const LogContext& context,
                                 const mail::LogClock& clock, mail::LogFacts& facts) {
  const auto line = mail::read_mail_log_line(text, clock, mta_);
  const auto at = line && line->mta ? std::optional(std::min(line->time.value_or(context.now), context.now))
                                    : std::nullopt;
  if (counted_until_ && at && *at > *counted_until_) counted_until_.reset();
  if (counted_until_) {
    mail::LogFacts counted;  // its messages are marked
    auto silent = context;
    silent.on_bypass = nullptr;
    if (const auto event = line ? join_.take(*line) : std::nullopt) count(counted, *event, silent);
    return;
  }
  ++facts.lines;
  facts.unparsed += line ? 0 : 1;
  // Another program's lines show that the log is written, not that the mail server lives.
  if (at) note_time(facts, *at);
  if (const auto event = line ? join_.take(*line) : std::nullopt) count(facts, *event, context);
}

mail::LogFacts ServerLogReading::take(std::string_view text, const LogContext& context,
                                      const LocalZone& zone) {
  mail::LogFacts facts;
  const mail::LogClock clock(context.now, zone);
  const auto forgotten = join_.forgotten();
  auto known = context;
  known.last_put_off = last_put_off_ ? &*last_put_off_ : nullptr;
  while (!text.empty()) take_line(first_line(text), known, clock, facts);
  if (const auto* last = mail::last_put_off(facts)) last_put_off_ = *last;
  facts.forgotten = join_.forgotten() - forgotten;
  // Somebody's mail among them is never told of.
  if (facts.forgotten > 0) facts.gaps.add(context.now);
  return facts;
}

}  // namespace cutwatch::cutover
