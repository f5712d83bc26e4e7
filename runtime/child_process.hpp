#pragma once
#include "core/failure/failure.hpp"
#include "runtime/waitable_clock.hpp"

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <asio/posix/stream_descriptor.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <sys/types.h>

namespace cutwatch {

/// A program that we started and read from. It is started without a shell, with an empty standard input, none
/// of our descriptors, signals as usual, and of our environment the PATH alone. It never outlives this
/// object: it is killed and reaped then, if it has not ended before. Belongs to one coroutine.
class ChildProcess {
 public:
  /// `arguments[0]` is the program: a path, or a name that is looked for along PATH. Errors: refused, with
  /// the reason (not there, not to be executed).
  static Result<std::unique_ptr<ChildProcess>> start(const asio::any_io_executor& executor,
                                                     const std::vector<std::string>& arguments);
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess();

  /// Waits until read() has something, or nothing more will come. Can be cancelled without a loss.
  asio::awaitable<Result<void>> wait_readable();
  /// What it has written to its standard output: does not wait after wait_readable(). Empty: it has closed
  /// it. Errors: refused.
  Result<std::string> read(std::size_t most);

  /// Waits until it ends, a second at most; then it is killed. How it ended, and what it last wrote to its
  /// standard error, for people: "ended with status 1: no such unit".
  asio::awaitable<std::string> end(WaitableClock& clock);
  /// Likewise. Errors: refused, with how it ended, for any way but by itself with status 0.
  asio::awaitable<Result<void>> end_well(WaitableClock& clock);

 private:
  ChildProcess(const asio::any_io_executor& executor, pid_t process, int output, int errors);
  struct Ending {
    int status;
    std::string words;
  };
  asio::awaitable<Ending> ending(WaitableClock& clock);
  asio::awaitable<Result<void>> wait_for_its_end();
  int reap();
  std::string complaint();

  pid_t process_;  ///< -1: reaped.
  asio::posix::stream_descriptor output_;
  int errors_;
};

}  // namespace cutwatch
