#pragma once
#include "core/snapshot/snapshot.hpp"

#include <memory>
#include <mutex>

namespace cutwatch {

/// Hands the newest snapshot from its one writer to any thread that reads. A mutex, not
/// std::atomic<shared_ptr>: in libstdc++ 12 its load() races with its store() (ThreadSanitizer reports it).
class SnapshotCell {
 public:
  std::shared_ptr<const Snapshot> load() const {
    const std::scoped_lock lock(mutex_);
    return current_;
  }
  void publish(Snapshot snapshot) {
    auto next = std::make_shared<const Snapshot>(std::move(snapshot));
    const std::scoped_lock lock(mutex_);
    current_.swap(next);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Snapshot> current_ = std::make_shared<const Snapshot>();
};

}  // namespace cutwatch
