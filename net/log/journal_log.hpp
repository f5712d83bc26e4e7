#pragma once
#include "net/log/journal_entry.hpp"
#include "net/log/journal_query.hpp"
#include "net/log/line_splitter.hpp"
#include "net/log/log_follower.hpp"
#include "net/log/log_source.hpp"
#include "net/log/log_state.hpp"
#include "runtime/child_process.hpp"

#include <asio/any_io_executor.hpp>

#include <memory>
#include <optional>
#include <string>

namespace cutwatch::net {

/// A log in the systemd journal, which journalctl is asked for as a child process. When that ends it is a
/// failure, and it is started again after a second, then after twice as long, a minute at most. Where our
/// user may read a part of the journals only, journalctl shows that part and no failure.
class JournalLog final : public LogSource {
 public:
  static constexpr Millis kFirstPause{Seconds{1}};
  static constexpr Millis kLongestPause{Seconds{60}};
  /// One that has not ended by then runs.
  static constexpr Millis kStarting{Seconds{2}};
  /// Nor has one anything older to show that has been still for so long.
  static constexpr Millis kStill{Seconds{2}};
  /// How long is waited for what was logged before.
  static constexpr Millis kLookingBack{Seconds{5}};

  JournalLog(asio::any_io_executor executor, WaitableClock& clock, JournalQuery query, LogBeginning beginning,
             std::optional<JournalPosition> remembered);

  asio::awaitable<std::string> before(std::size_t most) override;
  asio::awaitable<LogRead> next() override;

 private:
  JournalStart start() const;
  asio::awaitable<Result<void>> wait();
  asio::awaitable<Result<std::string>> read_back(std::size_t most);
  asio::awaitable<LogRead> look();
  LogRead take(std::string_view bytes);
  void take_entry(std::string_view json, LogRead& out);
  bool was_read(const JournalEntry& entry, LogRead& out);
  LogRead failed(Failure failure);

  asio::any_io_executor executor_;
  WaitableClock& clock_;
  JournalQuery query_;
  LogBeginning beginning_;
  std::optional<JournalPosition> position_;
  WallTime begun_;  ///< What was logged before is not asked for, if nothing is remembered.
  std::unique_ptr<ChildProcess> child_;
  LineSplitter lines_;
  LogState state_;
  bool is_first_entry_ = true;  ///< Of this child.
  WallTime started_{};          ///< This child.
  /// What it showed last was logged before it was started: there may be more of that.
  bool is_catching_up_ = false;
  Millis pause_ = kFirstPause;
  SteadyTime due_{};
};

}  // namespace cutwatch::net
