#include "net/log/journal_log.hpp"

#include "core/text/printable.hpp"
#include "net/log/journal_cursor.hpp"
#include "runtime/task.hpp"

#include <algorithm>
#include <utility>

namespace cutwatch::net {
namespace {

constexpr std::size_t kMostOfRead = 64UL * 1024;
/// An octet of a message is up to five of JSON; journalctl leaves messages of more than 4 KiB out.
constexpr std::size_t kMostOfEntry = 256UL * 1024;

}  // namespace

JournalLog::JournalLog(asio::any_io_executor executor, WaitableClock& clock, JournalQuery query,
                       LogBeginning beginning, std::optional<JournalPosition> remembered)
    : executor_(std::move(executor)),
      clock_(clock),
      query_(std::move(query)),
      beginning_(beginning),
      position_(std::move(remembered)),
      begun_(clock.wall()),
      lines_(kMostOfEntry) {}

JournalStart JournalLog::start() const {
  if (position_) return {.kind = JournalStart::Kind::entry, .cursor = position_->cursor};
  if (beginning_ == LogBeginning::at_its_start) return {.kind = JournalStart::Kind::earliest};
  // The last entry is asked for its cursor's sake: with it nothing is missed from here on, restarts included.
  // One that was started again must not miss what several entries said meanwhile.
  const bool is_again = pause_ != kFirstPause;
  return is_again ? JournalStart{.kind = JournalStart::Kind::instant, .instant = begun_}
                  : JournalStart{.kind = JournalStart::Kind::last};
}

asio::awaitable<LogRead> JournalLog::next() {
  while (true) {
    auto read = co_await look();
    if (position_) read.position = *position_;
    if (state_.is_news(read)) co_return read;
  }
}

LogRead JournalLog::failed(Failure failure) {
  child_.reset();
  lines_.drop();
  due_ = clock_.steady() + pause_;
  pause_ = std::min(2 * pause_, kLongestPause);
  return LogRead{.failure = std::move(failure)};
}

asio::awaitable<LogRead> JournalLog::look() {
  if (!child_) {
    co_await clock_.sleep_until(due_);
    auto child = ChildProcess::start(executor_, journal_arguments(query_, start()));
    if (!child) co_return failed(std::move(child.error()));
    child_ = *std::move(child);
    is_first_entry_ = true;
    const auto waited = co_await with_deadline(clock_, clock_.steady() + kStarting, child_->wait_readable());
    if (!waited && waited.error().kind == FailureKind::timeout) co_return LogRead{};
  } else if (const auto waited = co_await child_->wait_readable(); !waited) {
    co_return failed(waited.error());
  }
  const auto bytes = child_->read(kMostOfRead);
  if (!bytes) co_return failed(bytes.error());
  if (!bytes->empty()) co_return take(*bytes);
  const auto how = co_await child_->end(clock_);
  co_return failed({FailureKind::protocol, printable(query_.program) + " " + how});
}

LogRead JournalLog::take(std::string_view bytes) {
  pause_ = kFirstPause;
  LogRead out;
  std::string entries;
  lines_.feed(bytes, entries);
  out.unreadable = lines_.take_shortened();
  each_line(entries, [&](std::string_view json) { take_entry(json, out); });
  return out;
}

void JournalLog::take_entry(std::string_view json, LogRead& out) {
  const auto entry = parse_journal_entry(json);
  if (!entry) {
    ++out.unreadable;
    return;
  }
  const bool is_known = std::exchange(is_first_entry_, false) && was_read(*entry, out);
  if (!entry->cursor.empty()) position_ = JournalPosition{entry->cursor};
  if (is_known) return;
  out.shortened += entry->is_shortened ? 1 : 0;
  out.text.append(entry->line).push_back('\n');
}

/// Whether the first entry that this journalctl shows is the one that it was to begin at.
bool JournalLog::was_read(const JournalEntry& entry, LogRead& out) {
  if (!position_) return beginning_ == LogBeginning::at_its_end && entry.at < begun_;
  if (is_same_entry(position_->cursor, entry.cursor)) return true;
  out.gaps.push_back({.cause = LogGap::Cause::forgotten, .where = "journal"});
  return false;
}

}  // namespace cutwatch::net
