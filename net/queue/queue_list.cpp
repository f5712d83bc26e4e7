#include "net/queue/queue_list.hpp"

#include "core/text/counted.hpp"
#include "net/log/log_read.hpp"
#include "net/queue/postqueue_line.hpp"

#include <fmt/core.h>

#include <utility>

namespace cutwatch::net {
namespace {

/// A message for some thousand recipients, each with what its server said.
constexpr std::size_t kMostOfEntry = 1024UL * 1024;

}  // namespace

QueueList::QueueList(mail::QueueFormat format, WallTime now, mail::QueueTally tally)
    : format_(format), lines_(kMostOfEntry), exim_(now), tally_(std::move(tally)) {}

void QueueList::feed(std::string_view bytes) {
  std::string whole;
  lines_.feed(bytes, whole);
  each_line(whole, [&](std::string_view line) { take(line); });
}

void QueueList::take(std::string_view line) {
  switch (format_) {
    case mail::QueueFormat::postfix: return take_postfix(line);
    case mail::QueueFormat::exim: return take_exim(line);
  }
  std::unreachable();
}

void QueueList::take_postfix(std::string_view line) {
  if (line.empty()) return;
  const auto message = parse_postqueue_line(line);
  if (message) {
    ++read_;
    tally_.add(*message);
  } else {
    ++strange_;
    tally_.add_unreadable();
  }
}

void QueueList::take_exim(std::string_view line) {
  if (exim_.take(line) == mail::EximQueue::Line::strange) {
    ++strange_;
    tally_.add_unreadable();
  }
  add_next(false);
}

void QueueList::add_next(bool is_last) {
  while (const auto message = exim_.next(is_last)) {
    ++read_;
    tally_.add(*message);
  }
}

Result<mail::QueueFacts> QueueList::finish(bool is_cut) {
  std::string rest;
  if (!is_cut) lines_.finish(rest);
  each_line(rest, [&](std::string_view line) { take(line); });
  add_next(true);
  if (strange_ > read_)
    return fail(FailureKind::malformed,
                fmt::format("{} of what was printed are no list of a queue", counted(strange_, "line")));
  return tally_.finish(is_cut);
}

}  // namespace cutwatch::net
