#pragma once
#include "net/log/line_splitter.hpp"
#include "net/log/log_source.hpp"

#include <asio/any_io_executor.hpp>
#include <asio/posix/stream_descriptor.hpp>

namespace cutwatch::net {

/// A log that another program writes to us: a pipe, as of `docker logs -f mail | cutwatch run`. It cannot be
/// read twice, so it has no position: what was written while the agent was down is gone.
class StreamLog final : public LogSource {
 public:
  /// Takes the descriptor over, and closes it. Its own of standard input comes from
  /// duplicate_standard_input().
  StreamLog(const asio::any_io_executor& executor, int descriptor);

  /// When the writer has closed it, what is left, a failure, and `is_over`.
  asio::awaitable<LogRead> next() override;

 private:
  LogRead over(Failure failure);
  asio::posix::stream_descriptor stream_;
  LineSplitter lines_;
  bool is_told_ = false;  ///< That it can be read.
};

/// A descriptor of our own, that programs started by us do not get. Errors: refused (it is closed).
Result<int> duplicate_standard_input();

}  // namespace cutwatch::net
