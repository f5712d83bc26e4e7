#pragma once
#include "core/time/time.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace cutwatch::net {

class DeadlineQueue;

/// Something with a point in time. Leaves its queue when it is destroyed; must not outlive it.
class DeadlineEntry {
 public:
  DeadlineEntry() = default;
  DeadlineEntry(const DeadlineEntry&) = delete;
  DeadlineEntry& operator=(const DeadlineEntry&) = delete;
  /// The time has come; the entry has left the queue and may enter it again.
  virtual void on_due() = 0;

 protected:
  ~DeadlineEntry();

 private:
  friend class DeadlineQueue;
  static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);
  DeadlineQueue* queue_ = nullptr;
  SteadyTime due_{};
  std::size_t place_ = kNowhere;
};

/// All deadlines of the engine, the earliest first: one queue and one timer, since a timer per query costs as
/// much as the query. A binary heap whose entries know their places, so that each can leave at any time. Not
/// thread-safe.
class DeadlineQueue {
 public:
  /// Enters, or moves to another time.
  void set(DeadlineEntry& entry, SteadyTime due);
  void remove(DeadlineEntry& entry);
  std::optional<SteadyTime> earliest() const;
  /// Calls every entry that is due at `now`, in the order of time.
  void fire(SteadyTime now);
  std::size_t size() const { return heap_.size(); }

 private:
  void put(DeadlineEntry* entry, std::size_t place);
  void sift_up(std::size_t place);
  void sift_down(std::size_t place);
  std::vector<DeadlineEntry*> heap_;
};

}  // namespace cutwatch::net
