#pragma once
#include <memory>

namespace cutwatch {

/// A value that is shared until it is written: copying costs a pointer, `write()` makes an own copy first if
/// others hold this one. Copies may be read on other threads while one thread writes its own.
template <class T>
class Shared {
 public:
  Shared() : value_(std::make_shared<T>()) {}
  explicit Shared(T value) : value_(std::make_shared<T>(std::move(value))) {}

  const T& operator*() const { return *value_; }
  const T* operator->() const { return value_.get(); }

  T& write() {
    if (value_.use_count() > 1) {
      value_ = std::make_shared<T>(*value_);
    } else {
      // Dropping a second reference acquires what the last other holder released: its reads come before our
      // writes.
      std::shared_ptr<T>(value_).reset();
    }
    return *value_;
  }

 private:
  std::shared_ptr<T> value_;
};

}  // namespace cutwatch
