#pragma once
#include "core/time/clock.hpp"
#include "exporters/http/turned_away.hpp"

#include <httplib.h>

#include <atomic>
#include <cstddef>
#include <functional>

namespace cutwatch::exporters {

/// httplib's queue of connections before its threads has no end: this one has. What is over the cap has its
/// turn at once, on the listening thread, and is told so: it is to be turned away. Those are looked after
/// whenever that thread has a moment.
class AdmissionQueue final : public httplib::TaskQueue {
 public:
  /// What the connection whose turn it is on this thread should know.
  struct Turn {
    bool is_over_cap = false;
    SteadyTime accepted;
  };

  AdmissionQueue(std::size_t threads, std::size_t cap, const Clock& clock, TurnedAway& turned_away);

  void enqueue(std::function<void()> connection) override;
  void on_idle() override { turned_away_.sweep(); }
  void shutdown() override { pool_.shutdown(); }

  static const Turn& turn();

 private:
  httplib::ThreadPool pool_;
  std::size_t cap_;
  const Clock& clock_;
  TurnedAway& turned_away_;
  std::atomic<std::size_t> admitted_{0};  ///< Waiting or being answered.
};

}  // namespace cutwatch::exporters
