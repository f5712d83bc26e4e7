#include "net/log/log_follower.hpp"

#include "core/text/printable.hpp"
#include "net/log/rotated_logs.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace cutwatch::net {
namespace {

/// So many files without a line in them are passed in one look.
constexpr int kMostSteps = 32;

/// Behind the last whole line; the end where no line ends near it.
Result<std::uint64_t> last_line_end(const OpenLog& log, std::uint64_t size) {
  const auto from = size - std::min<std::uint64_t>(size, kMostOfLine);
  const auto tail = log.read(from, static_cast<std::size_t>(size - from));
  if (!tail) return std::unexpected(tail.error());
  const auto line_end = tail->rfind('\n');
  if (line_end != std::string::npos) return from + line_end + 1;
  return from == 0 ? 0 : size;
}

}  // namespace

LogFollower::LogFollower(std::string path, LogBeginning beginning, std::optional<LogFilePosition> remembered)
    : path_(std::move(path)), beginning_(beginning), position_(remembered) {}

LogRead LogFollower::read(std::size_t most) {
  LogRead out;
  Result<bool> goes_on = true;
  for (int steps = 0; goes_on && *goes_on && out.text.empty() && steps < kMostSteps; ++steps) {
    const auto begun = log_ ? Result<void>() : begin(out);
    goes_on = begun ? step(most, out) : std::unexpected(begun.error());
  }
  out.shortened = lines_.take_shortened();
  if (position_) out.position = *position_;
  if (log_) out.behind = left_to_read();
  if (!goes_on) out.failure = goes_on.error();
  if (log_) note_missing(out);
  return out;
}

/// While a file is open, one that is missing at a single look is one that is just being rotated.
void LogFollower::note_missing(LogRead& out) {
  const auto found = log_at(path_);
  if (!found && was_missing_ && !out.failure) out.failure = found.error();
  was_missing_ = !found;
}

std::uint64_t LogFollower::left_to_read() const {
  const auto facts = log_->facts();
  const auto at_path = log_at(path_);
  const auto here = facts && facts->size > offset_ ? facts->size - offset_ : 0;
  return facts && at_path && !is_same_file(*facts, *at_path) ? here + at_path->size : here;
}

Result<void> LogFollower::begin(LogRead& out) {
  auto log = OpenLog::open(path_, OpenLog::Links::followed);
  if (!log) {
    if (!position_ && is_missing(path_)) beginning_ = LogBeginning::at_its_start;
    return std::unexpected(log.error());
  }
  if (position_) return go_on(*std::move(log), out);
  if (beginning_ == LogBeginning::at_its_start) return start_reading(*std::move(log), 0);
  return begin_at_end(*std::move(log));
}

Result<void> LogFollower::begin_at_end(OpenLog log) {
  const auto facts = log.facts();
  if (!facts) return std::unexpected(facts.error());
  const auto from = last_line_end(log, facts->size);
  if (!from) return std::unexpected(from.error());
  return start_reading(std::move(log), *from);
}

/// From what is remembered.
Result<void> LogFollower::go_on(OpenLog at_path, LogRead& out) {
  const auto facts = at_path.facts();
  if (!facts) return std::unexpected(facts.error());
  const auto head = at_path.read(0, position_->head_size);
  if (!head) return std::unexpected(head.error());
  const auto change = log_change(*position_, *facts, *head);
  if (change == LogChange::none) return start_reading(std::move(at_path), position_->offset);
  if (auto rotated = find_what_was_read(path_, *position_))
    return start_reading(*std::move(rotated), position_->offset);
  const auto cause = change == LogChange::cut ? LogGap::Cause::cut : LogGap::Cause::gone;
  out.gaps.push_back({.cause = cause, .where = printable(path_)});
  return start_reading(std::move(at_path), 0);
}

/// Reads on; true where more is to be read at once, of this file or another.
Result<bool> LogFollower::step(std::size_t most, LogRead& out) {
  // Looked at before what is read: whoever writes the log had left the old file by then.
  const auto at_path = log_at(path_);
  const auto before = log_->facts();
  if (!before) return std::unexpected(before.error());
  const auto unread = before->size > offset_ ? before->size - offset_ : 0;
  const auto bytes = log_->read(offset_, static_cast<std::size_t>(std::min<std::uint64_t>(unread, most)));
  if (!bytes) return std::unexpected(bytes.error());
  // Looked at after what was read: it may have been cut, and written again, in between.
  const auto head = log_->read(0, position_->head_size);
  const auto after = log_->facts();
  if (!head || !after) return std::unexpected(head ? after.error() : head.error());
  if (after->size < offset_ || !holds_what_was_read(*position_, *after, *head)) {
    if (const auto recovered = recover_from_cut(out); !recovered) return std::unexpected(recovered.error());
    return true;
  }
  lines_.feed(*bytes, out.text);
  offset_ += bytes->size();
  if (const auto noted = note_position(); !noted) return std::unexpected(noted.error());
  const bool is_at_end = offset_ >= after->size;
  if (!is_at_end || !at_path || !is_left_behind(*after, *at_path)) return false;
  // What came with this look may be lines, which go before whatever is told of in leaving.
  return bytes->empty() ? leave(*after, out) : true;
}

/// What was read is at its end, and another file has its name.
Result<bool> LogFollower::leave(const LogFileFacts& left, LogRead& out) {
  auto log = OpenLog::open(path_, OpenLog::Links::followed);
  if (!log) return std::unexpected(log.error());
  const auto facts = log->facts();
  if (!facts) return std::unexpected(facts.error());
  // Lines of one read lie behind its gaps, so that a gap waits for the next one.
  lines_.finish(out.text);
  if (const auto noted = note_position(); !noted || !out.text.empty())
    return noted ? Result<bool>(false) : std::unexpected(noted.error());
  auto since = rotated_since(path_, left, *facts);
  std::ranges::move(since.gaps, std::back_inserter(out.gaps));
  const auto started = start_reading(since.next ? *std::move(since.next) : *std::move(log), 0);
  if (!started) return std::unexpected(started.error());
  return true;
}

Result<void> LogFollower::recover_from_cut(LogRead& out) {
  if (auto copy = find_what_was_read(path_, *position_))
    return start_reading(*std::move(copy), position_->offset);
  out.gaps.push_back({.cause = LogGap::Cause::cut, .where = printable(path_)});
  begin_anew();
  return {};
}

void LogFollower::begin_anew() {
  log_.reset();
  position_.reset();
  lines_.drop();
  beginning_ = LogBeginning::at_its_start;
}

Result<void> LogFollower::start_reading(OpenLog log, std::uint64_t from) {
  lines_.drop();
  log_ = std::move(log);
  offset_ = from;
  const auto before = std::exchange(position_, LogFilePosition{});
  const auto noted = note_position();
  if (noted) return noted;
  // The disk's fault: the next look goes on from where it was, as after a restart.
  log_.reset();
  position_ = before;
  return noted;
}

/// Only octets before the position are in the fingerprint: those behind it may be half a line.
Result<void> LogFollower::note_position() {
  const auto facts = log_->facts();
  if (!facts) return std::unexpected(facts.error());
  const auto line_end = offset_ - lines_.waiting();
  const auto head_size = std::min<std::uint64_t>(line_end, kMostOfHead);
  if (head_size != position_->head_size || position_->inode != facts->inode) {
    const auto head = log_->read(0, static_cast<std::size_t>(head_size));
    if (!head) return std::unexpected(head.error());
    position_->head_print = head_print(*head);
  }
  position_->device = facts->device;
  position_->inode = facts->inode;
  position_->offset = line_end;
  position_->head_size = head_size;
  return {};
}

}  // namespace cutwatch::net
