#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/cutover/server_log/server_log_reading.hpp"
#include "core/observation/observation.hpp"
#include "core/snapshot/snapshot.hpp"
#include "net/log/log_source.hpp"
#include "runtime/task.hpp"

#include <asio/cancellation_signal.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cutwatch {

/// What is known of a domain when a log is read: parts of what the watcher has, good until it observes
/// something or is reloaded. Not to be kept.
struct LogSurroundings {
  const cutover::Plan& plan;
  const DomainState& state;
  const std::vector<dns::Resolver>& resolvers;
};

/// Follows one log for as long as it is wanted: what each read tells is an observation, and reads that come
/// quickly are one together, once a second at most. Belongs to the event loop's thread.
class LogFollow : public std::enable_shared_from_this<LogFollow> {
 public:
  static constexpr Millis kPace{1000};
  /// What is read again after a restart, before what is new, so that messages under way are known.
  static constexpr std::size_t kWarmUp = 256UL * 1024;

  using Observe = std::function<void(const Observation&)>;
  /// nullopt where the domain is not watched any more.
  using Around = std::function<std::optional<LogSurroundings>()>;

  LogFollow(asio::any_io_executor executor, WaitableClock& clock, std::string domain, cutover::ServerLog log,
            Observe observe, Around around);

  /// It was read before, and nobody knows how far: lines may be missing. Those that come again, up to the
  /// last that was counted, are learnt from and not counted.
  void go_on_after(const mail::LogFacts& counted);
  /// Reads until the log is over or `end` is called, which `self` lives to see. What was read before is read
  /// again first, so that messages under way are known; nothing of it counts again.
  static void begin(const std::shared_ptr<LogFollow>& self, std::unique_ptr<net::LogSource> source);
  /// The log cannot be opened.
  void fail(Failure failure);
  /// The same source, read otherwise from now on: what cannot be opened twice is not to be opened again.
  void use(const cutover::ServerLog& log);
  /// Nothing more is observed, and the source is given up.
  void end();

 private:
  static Task<void> run(std::shared_ptr<LogFollow> self, std::unique_ptr<net::LogSource> source);
  Task<void> read(net::LogSource& source);
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
  asio::cancellation_signal give_up_;
  bool has_hole_ = false;  ///< Before what is read next.
  SteadyTime next_{};      ///< When the next observation may be made.
  bool is_telling_ = false;
  bool is_wanted_ = true;
};

}  // namespace cutwatch
