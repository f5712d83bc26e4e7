#pragma once
#include "agent/store/dns_store.hpp"
#include "agent/watcher.hpp"
#include "core/observation/observation.hpp"
#include "runtime/task.hpp"

#include <functional>
#include <map>
#include <set>
#include <string>

namespace cutwatch {

/// How often it is judged anew.
inline constexpr Millis kJudgingPace{1000};
/// What nobody has seen anything of, and whose gates wait for no instant before, is judged so often only.
inline constexpr Millis kIdleJudgingPace{15'000};

/// Judges each cutover about once a second, and makes observations of what has changed since it was told
/// last; notes what records are before their first change. Belongs to the event loop's thread.
class Judge {
 public:
  using Observe = std::function<void(const Observation&)>;
  /// Makes it durable.
  using Note = std::function<Task<Result<NotedRecord>>(store::RecordKey, NotedRecord)>;

  /// All outlive it, and the event loop too.
  Judge(asio::io_context& io, WaitableClock& clock, const Watcher& watcher, Observe observe);

  /// Without it what is noted is in memory only.
  void note_with(Note note) { note_ = std::move(note); }
  /// Something was seen of a domain: it is judged with the next look.
  void follow(const Observation& observation);
  void start();
  void stop() { is_stopped_ = true; }
  /// Judges what is due. As `start` does every second.
  void look();

 private:
  struct Seen {
    bool is_changed = true;
    std::optional<SteadyTime> begun;  ///< Since when it is judged.
    SteadyTime judged;
    std::optional<WallTime> wait_until;  ///< When the first gate that waits may open.
  };
  Task<void> look_again_and_again();
  void forget_unwatched();
  bool is_due(const std::string& domain) const;
  void judge(const cutover::Plan& plan);
  void note_records(const cutover::Plan& plan, const DomainState& state);
  Task<void> note(store::RecordKey key, NotedRecord noted);

  asio::io_context& io_;
  WaitableClock& clock_;
  const Watcher& watcher_;
  Observe observe_;
  Note note_;
  std::map<std::string, Seen> seen_;  ///< By domain.
  std::set<store::RecordKey> being_noted_;
  std::size_t next_ = 0;  ///< Where the last look stopped, out of time.
  bool is_stopped_ = false;
};

}  // namespace cutwatch
