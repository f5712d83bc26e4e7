#pragma once
#include "net/log/log_source.hpp"
#include "tests/support/sim.hpp"

#include <deque>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace cutwatch::test {

/// Logs in memory, and how many are open.
struct ScriptedLogs {
  int open = 0;
};

/// Tells what it was given, one after the other, and then nothing for a year; an empty place is thrown.
class ScriptedLog final : public net::LogSource {
 public:
  ScriptedLog(FakeClock& clock, ScriptedLogs& logs, std::deque<std::optional<net::LogRead>> reads)
      : clock_(clock), logs_(logs), reads_(std::move(reads)) {
    ++logs_.open;
  }
  ~ScriptedLog() override { --logs_.open; }

  asio::awaitable<net::LogRead> next() override {
    if (reads_.empty()) co_await clock_.sleep_until(clock_.steady() + std::chrono::years{1});
    if (reads_.empty()) co_return net::LogRead{};
    auto read = std::move(reads_.front());
    reads_.pop_front();
    if (!read) throw std::runtime_error("no\x1bway");
    co_return *std::move(read);
  }

 private:
  FakeClock& clock_;
  ScriptedLogs& logs_;
  std::deque<std::optional<net::LogRead>> reads_;
};

}  // namespace cutwatch::test
