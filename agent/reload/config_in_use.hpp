#pragma once
#include "core/metrics/metrics.hpp"

#include <memory>
#include <mutex>
#include <utility>

namespace cutwatch {

/// What HTTP threads show of the configuration. Immutable once published.
struct ConfigInUse {
  metrics::Watched watched;
  WallTime read;  ///< When this configuration was.
  bool is_reload_by_http = false;
};

/// The configuration in use, and whether it is the one that was last read. For any thread.
class ConfigCell {
 public:
  struct View {
    std::shared_ptr<const ConfigInUse> config;
    bool is_last_reload_successful = true;
  };

  explicit ConfigCell(ConfigInUse first) { publish(std::move(first)); }

  View load() const {
    const std::scoped_lock lock(mutex_);
    return view_;
  }
  void publish(ConfigInUse config) {
    auto next = std::make_shared<const ConfigInUse>(std::move(config));
    const std::scoped_lock lock(mutex_);
    view_ = {.config = std::move(next), .is_last_reload_successful = true};
  }
  /// The configuration in use stays, though another one was read.
  void refuse() {
    const std::scoped_lock lock(mutex_);
    view_.is_last_reload_successful = false;
  }

 private:
  mutable std::mutex mutex_;
  View view_;
};

}  // namespace cutwatch
