#include "agent/server_log/log_follow.hpp"

#include "core/cutover/stray_times_now.hpp"
#include "core/text/printable.hpp"
#include "runtime/local_zone.hpp"

#include <asio/bind_cancellation_slot.hpp>
#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <iterator>
#include <utility>

namespace cutwatch {
namespace {

void add_last(std::vector<mail::BypassMail>& told, std::vector<mail::BypassMail> more) {
  std::ranges::move(more, std::back_inserter(told));
  if (told.size() > kMostStraysTold)
    told.erase(told.begin(), told.end() - static_cast<std::ptrdiff_t>(kMostStraysTold));
}

/// The clock may have been put back since: no line is from the future.
mail::LogFacts not_after(mail::LogFacts facts, WallTime taken, WallTime now) {
  return now < taken ? mail::shifted(std::move(facts), now - taken) : std::move(facts);
}

}  // namespace

LogFollow::LogFollow(asio::any_io_executor executor, WaitableClock& clock, std::string domain,
                     cutover::ServerLog log, Observe observe, Around around)
    : executor_(std::move(executor)),
      clock_(clock),
      domain_(std::move(domain)),
      log_(std::move(log)),
      observe_(std::move(observe)),
      around_(std::move(around)),
      reading_(log_.mta) {}

/// What decides about strays is reckoned once a read, and only where one is met.
mail::LogFacts LogFollow::facts_of(std::string_view text, std::vector<mail::BypassMail>& bypasses) {
  const auto around = around_();
  if (!around) return {};
  const auto now = clock_.wall();
  std::optional<cutover::StrayTimes> times;
  const auto times_now = [&] {
    if (!times) times = cutover::stray_times_now(around->plan, around->state, around->resolvers, now);
    return *times;
  };
  return reading_.take(text,
                       {.plan = around->plan,
                        .role = log_.role,
                        .mail = *around->state.mail,
                        .times = times_now,
                        .now = now,
                        .on_bypass = [&](const mail::BypassMail& mail) { bypasses.push_back(mail); }},
                       local_zone(now));
}

void LogFollow::go_on_after(const mail::LogFacts& counted) {
  has_hole_ = true;
  if (counted.last_line) reading_.pass_over(*counted.last_line);
}

void LogFollow::use(const cutover::ServerLog& log) {
  if (log.mta != log_.mta) reading_ = cutover::ServerLogReading(log.mta);
  log_ = log;
}

void LogFollow::end() {
  is_wanted_ = false;
  give_up_.emit(asio::cancellation_type::terminal);
}

void LogFollow::take(net::LogRead read) {
  const auto now = clock_.wall();
  std::vector<mail::BypassMail> bypasses;
  auto facts = facts_of(read.text, bypasses);
  facts.lines += read.unreadable;
  facts.unparsed = std::min(facts.unparsed + read.unreadable + read.shortened, facts.lines);
  for (std::size_t i = 0; i < read.gaps.size(); ++i) facts.gaps.add(now);
  if (!read.failure && std::exchange(has_hole_, false)) facts.gaps.add(now);
  if (!untold_)
    untold_ = MailLogRead{.domain = domain_,
                          .role = std::string(to_string(log_.role)),
                          .source = std::string(log_.source()),
                          .at = now};
  untold_->facts = mail::merged(not_after(std::move(untold_->facts), untold_->at, now), facts);
  untold_->at = now;
  add_last(untold_->bypasses, std::move(bypasses));
  if (read.position) untold_->position = std::move(read.position);
  untold_->failure = std::move(read.failure);
  untold_->behind = read.behind;
}

void LogFollow::fail(Failure failure) {
  take({.failure = std::move(failure)});
  tell();
}

void LogFollow::tell() {
  auto read = std::exchange(untold_, std::nullopt);
  next_ = clock_.steady() + kPace;
  if (!read || !is_wanted_) return;
  const auto now = clock_.wall();
  read->facts = not_after(std::move(read->facts), read->at, now);
  read->at = std::min(read->at, now);
  observe_(*read);
}

void LogFollow::tell_soon(const std::shared_ptr<LogFollow>& self) {
  if (is_telling_) return;
  if (clock_.steady() >= next_) return tell();
  is_telling_ = true;
  asio::co_spawn(executor_, tell_later(self), rethrow);
}

Task<void> LogFollow::tell_later(std::shared_ptr<LogFollow> self) {
  co_await self->clock_.sleep_until(self->next_);
  self->is_telling_ = false;
  self->tell();
}

void LogFollow::begin(const std::shared_ptr<LogFollow>& self, std::unique_ptr<net::LogSource> source) {
  asio::co_spawn(self->executor_, run(self, std::move(source)),
                 asio::bind_cancellation_slot(self->give_up_.slot(),
                                              [self](std::exception_ptr error) { rethrow(error); }));
}

/// What is read is a stranger's: what our own mistakes make of it must not end the agent.
Task<void> LogFollow::run(std::shared_ptr<LogFollow> self, std::unique_ptr<net::LogSource> source) {
  try {
    co_await self->read(*source);
  } catch (const std::exception& error) {
    if (self->is_wanted_)
      self->fail({FailureKind::protocol, fmt::format("reading ended: {}", printable(error.what()))});
  }
}

Task<void> LogFollow::read(net::LogSource& source) {
  std::vector<mail::BypassMail> told_before;
  static_cast<void>(facts_of(co_await source.before(kWarmUp), told_before));
  while (is_wanted_) {
    auto read = co_await source.next();
    if (!is_wanted_) co_return;
    const bool is_over = read.is_over;
    take(std::move(read));
    tell_soon(shared_from_this());
    if (is_over) co_return;
  }
}

}  // namespace cutwatch
