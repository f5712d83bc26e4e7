#include "net/log/file_log.hpp"

#include "net/log/lines_before.hpp"

#include <asio/post.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>

#include <cstdint>
#include <utility>

namespace cutwatch::net {

FileLog::FileLog(WaitableClock& clock, std::string path, LogBeginning beginning,
                 std::optional<LogFilePosition> remembered)
    : clock_(clock),
      path_(path),
      remembered_(remembered),
      follower_(std::move(path), beginning, remembered) {}

asio::awaitable<std::string> FileLog::before(std::size_t most) {
  co_return remembered_ ? lines_before(path_, *remembered_, most) : std::string();
}

asio::awaitable<LogRead> FileLog::next() {
  std::uint64_t behind = 0;
  while (true) {
    // A gigabyte that waits is read in one go, and others have their turn in between.
    co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
    auto read = follower_.read();
    if (state_.is_news(read)) co_return read;
    // A line of many reads is gone on with; what does not get any further waits.
    if (std::exchange(behind, read.behind) == read.behind || read.failure)
      co_await clock_.sleep_until(clock_.steady() + kInterval);
  }
}

}  // namespace cutwatch::net
