#pragma once
#include "core/failure/failure.hpp"
#include "core/mail/queue/exim_queue.hpp"
#include "core/mail/queue/queue_format.hpp"
#include "core/mail/queue/queue_tally.hpp"
#include "net/log/line_splitter.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace cutwatch::net {

/// Reads the list of a queue as its bytes come. Memory: a line of a MiB, and what `QueueTally` keeps.
class QueueList {
 public:
  QueueList(mail::QueueFormat format, WallTime now, mail::QueueTally tally);

  void feed(std::string_view bytes);
  /// What was read. A line that cannot be read is a message all the same: there is one too many rather than
  /// one too few. Errors: malformed, where most lines are none of such a list: it is something else.
  Result<mail::QueueFacts> finish(bool is_cut);

 private:
  void take(std::string_view line);
  void take_postfix(std::string_view line);
  void take_exim(std::string_view line);
  void add_next(bool is_last);
  mail::QueueFormat format_;
  LineSplitter lines_;
  mail::EximQueue exim_;
  mail::QueueTally tally_;
  std::uint64_t read_ = 0;
  std::uint64_t strange_ = 0;
};

}  // namespace cutwatch::net
