#pragma once
#include "net/log/log_follower.hpp"
#include "net/log/log_source.hpp"
#include "net/log/log_state.hpp"
#include "runtime/waitable_clock.hpp"

#include <optional>
#include <string>

namespace cutwatch::net {

/// A log in a file, looked at once a second: the same whether it lies on a disk of this host or is mounted
/// from another, where nobody is notified of writes.
class FileLog final : public LogSource {
 public:
  static constexpr Millis kInterval{Seconds{1}};

  FileLog(WaitableClock& clock, std::string path, LogBeginning beginning,
          std::optional<LogFilePosition> remembered);

  /// Of a file that has been rotated since, too.
  asio::awaitable<std::string> before(std::size_t most) override;
  asio::awaitable<LogRead> next() override;

 private:
  WaitableClock& clock_;
  std::string path_;
  std::optional<LogFilePosition> remembered_;
  LogFollower follower_;
  LogState state_;
};

}  // namespace cutwatch::net
