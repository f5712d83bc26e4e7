#include "net/log/journal_log.hpp"

#include "core/text/printable.hpp"
#include "net/log/journal_cursor.hpp"
#include "runtime/task.hpp"

#include <algorithm>
#include <ranges>
#include <utility>
#include <vector>

namespace cutwatch::net {
namespace {

constexpr std::size_t kMostOfRead = 64UL * 1024;
/// An octet of a message is up to five of JSON; journalctl leaves messages of more than 4 KiB out.
constexpr std::size_t kMostOfEntry = 256UL * 1024;
/// What an entry takes as JSON, by what it takes as a line of a log, at most as mail servers write.
constexpr std::size_t kOctetsOfJson = 8;
/// Of a mail server's log, with its time and host.
constexpr std::size_t kShortestLine = 64;

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
    is_catching_up_ = false;
    started_ = clock_.wall();
    const auto waited = co_await with_deadline(clock_, clock_.steady() + kStarting, child_->wait_readable());
    if (!waited && waited.error().kind == FailureKind::timeout) co_return LogRead{};
  } else if (const auto waited = co_await wait(); !waited) {
    if (waited.error().kind != FailureKind::timeout) co_return failed(waited.error());
    is_catching_up_ = false;
    co_return LogRead{};
  }
  const auto bytes = child_->read(kMostOfRead);
  if (!bytes) co_return failed(bytes.error());
  if (!bytes->empty()) co_return take(*bytes);
  const auto how = co_await child_->end(clock_);
  co_return failed({FailureKind::protocol, printable(query_.program) + " " + how});
}

asio::awaitable<Result<void>> JournalLog::wait() {
  if (!is_catching_up_) co_return co_await child_->wait_readable();
  co_return co_await with_deadline(clock_, clock_.steady() + kStill, child_->wait_readable());
}

LogRead JournalLog::take(std::string_view bytes) {
  pause_ = kFirstPause;
  LogRead out;
  std::string entries;
  lines_.feed(bytes, entries);
  out.unreadable = lines_.take_shortened();
  each_line(entries, [&](std::string_view json) { take_entry(json, out); });
  out.behind = is_catching_up_ ? 1 : 0;
  return out;
}

void JournalLog::take_entry(std::string_view json, LogRead& out) {
  const auto entry = parse_journal_entry(json);
  if (!entry) {
    ++out.unreadable;
    return;
  }
  const bool is_first = std::exchange(is_first_entry_, false);
  const bool is_known = is_first && was_read(*entry, out);
  // Once caught up with it stays so, however the clock is set.
  is_catching_up_ = (is_first || is_catching_up_) && entry->at < started_;
  if (!entry->cursor.empty()) position_ = JournalPosition{entry->cursor};
  if (is_known) return;
  out.shortened += entry->is_shortened ? 1 : 0;
  out.text.append(entry->line).push_back('\n');
}

asio::awaitable<std::string> JournalLog::before(std::size_t most) {
  if (!position_) co_return std::string();
  const auto shown =
      co_await with_deadline(clock_, clock_.steady() + kLookingBack, read_back(most * kOctetsOfJson));
  std::vector<std::string> lines;
  std::size_t size = 0;
  each_line(shown ? std::string_view(*shown) : std::string_view(), [&](std::string_view json) {
    const auto entry = parse_journal_entry(json);
    size += entry ? entry->line.size() + 1 : 0;
    if (entry && size <= most) lines.push_back(entry->line);
  });
  std::string out;
  for (const auto& line : lines | std::views::reverse) out.append(line).push_back('\n');
  co_return out;
}

/// All that a journalctl which looks back writes, `most` octets of it at most, whole lines.
asio::awaitable<Result<std::string>> JournalLog::read_back(std::size_t most) {
  const JournalStart back{.kind = JournalStart::Kind::back,
                          .cursor = position_->cursor,
                          .most = most / (kOctetsOfJson * kShortestLine)};
  auto child = ChildProcess::start(executor_, journal_arguments(query_, back));
  if (!child) co_return std::unexpected(child.error());
  std::string out;
  while (out.size() < most) {
    if (const auto waited = co_await (*child)->wait_readable(); !waited)
      co_return std::unexpected(waited.error());
    const auto bytes = (*child)->read(kMostOfRead);
    if (!bytes) co_return std::unexpected(bytes.error());
    if (bytes->empty()) break;
    out += *bytes;
  }
  out.resize(out.rfind('\n') + 1);  // npos + 1 is 0
  co_return out;
}

/// Whether the first entry that this journalctl shows is the one that it was to begin at.
bool JournalLog::was_read(const JournalEntry& entry, LogRead& out) {
  if (!position_) return beginning_ == LogBeginning::at_its_end && entry.at < begun_;
  if (is_same_entry(position_->cursor, entry.cursor)) return true;
  out.gaps.push_back({.cause = LogGap::Cause::forgotten, .where = "journal"});
  return false;
}

}  // namespace cutwatch::net
