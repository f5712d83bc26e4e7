#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/cutover/server_log/server_log_reading.hpp"
#include "core/observation/observation.hpp"
#include "core/snapshot/snapshot.hpp"
#include "net/log/log_source.hpp"
#include "runtime/task.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cutwatch {

/// What is known of a domain when a log is read.
struct LogSurroundings {
  const cutover::Plan& plan;
  const DomainState& state;
  const std::vector<dns::Resolver>& resolvers;
};

/// Follows one log for as long as it is wanted: what each read tells is an observation, and reads that come
/// quickly are one together, once a second at most. Belongs to the event loop's thread.
class LogFollow {
 public:
  static constexpr Millis kPace{1000};
  /// What is read again after a restart, before what is new, so that messages under way are known.
  static constexpr std::size_t kWarmUp = 256UL * 1024;

  using Observe = std::function<void(const Observation&)>;
  /// nullopt where the domain is not watched any more.
  using Around = std::function<std::optional<LogSurroundings>()>;

  LogFollow(asio::any_io_executor executor, WaitableClock& clock, std::string domain, cutover::ServerLog log,
            Observe observe, Around around);

  /// Learns from lines that were read before what is under way; nothing of them counts again.
  void warm_up(std::string_view text);
  /// Reads until the log is over or not wanted any more; `self` keeps it alive.
  static Task<void> run(std::shared_ptr<LogFollow> self, std::unique_ptr<net::LogSource> source);
  /// The log cannot be opened.
  void fail(Failure failure);
  /// Nothing more is observed.
  void end() { is_wanted_ = false; }

 private:
  mail::LogFacts facts_of(std::string_view text, std::vector<mail::BypassMail>& bypasses);
  void take(net::LogRead read);
  void tell_soon(const std::shared_ptr<LogFollow>& self);
  static Task<void> tell_later(std::shared_ptr<LogFollow> self);
  void tell();

  asio::any_io_executor executor_;
  WaitableClock& clock_;
  std::string domain_;
  cutover::ServerLog log_;
  Observe observe_;
  Around around_;
  cutover::ServerLogReading reading_;
  std::optional<MailLogRead> untold_;
  SteadyTime next_{};  ///< When the next observation may be made.
  bool is_telling_ = false;
  bool is_wanted_ = true;
};

}  // namespace cutwatch
