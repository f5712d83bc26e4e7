#pragma once
#include "core/mail/trace.hpp"

#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

namespace cutwatch::mail {

/// The Received fields of a message that arrived, as they stand there and as they read: a message is looked
/// at many times, its lines are read once. Immutable; copies share them, from any thread.
class ReceivedLines {
 public:
  ReceivedLines();
  /// The fields' values, the last added first.
  ReceivedLines(std::vector<std::string> values);  // NOLINT(google-explicit-constructor): the same value
  ReceivedLines(std::initializer_list<std::string> values) : ReceivedLines(std::vector(values)) {}
  // What is moved from stays whole.
  ReceivedLines(const ReceivedLines&) = default;
  ReceivedLines& operator=(const ReceivedLines&) = default;
  ~ReceivedLines() = default;

  const std::vector<std::string>& values() const noexcept { return lines_->values; }
  const Trace& trace() const noexcept { return lines_->trace; }
  friend bool operator==(const ReceivedLines& a, const ReceivedLines& b) { return a.values() == b.values(); }

 private:
  struct Lines {
    std::vector<std::string> values;
    Trace trace;
  };
  std::shared_ptr<const Lines> lines_;  // Never null.
};

}  // namespace cutwatch::mail
