#pragma once
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

namespace cutwatch::mail {

/// Values by name, of which those that were longest not asked for are forgotten once there are too many or
/// they take too much: what a log names is an attacker's to choose. `bytes_of(value)` says what a value takes
/// beyond its own size, `is_missed(value)` whether it is a loss that it is forgotten. References to a value
/// stay good until it is erased or forgotten.
template <class Value>
class RecentMap {
 public:
  struct Limits {
    std::size_t entries = 0;
    std::size_t bytes = 0;
  };

  explicit RecentMap(Limits limits) : limits_(limits) {}

  /// nullptr where there is none of that name. It is the most recent one then.
  Value* find(std::string_view name) {
    const auto found = index_.find(name);
    if (found == index_.end()) return nullptr;
    order_.splice(order_.begin(), order_, found->second);
    return &found->second->value;
  }

  /// An empty value of that name, in place of any that was there; the most recent one.
  Value& fresh(std::string_view name) {
    erase(name);
    if (spare_.empty()) {
      order_.emplace_front();
    } else {
      order_.splice(order_.begin(), spare_, spare_.begin());
    }
    auto& entry = order_.front();
    entry.name = name;
    index_.emplace(entry.name, order_.begin());
    recount(entry);
    return entry.value;
  }

  /// To be called once the most recent value has been written to: it may take more than it did.
  void settle() {
    if (order_.empty()) return;
    recount(order_.front());
    while (order_.size() > 1 && (order_.size() > limits_.entries || bytes_ > limits_.bytes)) {
      const auto oldest = std::prev(order_.end());
      if (is_missed(oldest->value)) ++lost_;
      forget(oldest);
      ++forgotten_;
    }
  }

  void erase(std::string_view name) {
    if (const auto found = index_.find(name); found != index_.end()) forget(found->second);
  }

  std::size_t size() const noexcept { return order_.size(); }
  /// What all entries take, about.
  std::size_t bytes() const noexcept { return bytes_; }
  /// How many were dropped for want of room.
  std::uint64_t forgotten() const noexcept { return forgotten_; }
  /// How many of these were a loss.
  std::uint64_t lost() const noexcept { return lost_; }

 private:
  struct Entry {
    std::string name;
    Value value;
    std::size_t bytes = 0;
  };
  using Place = typename std::list<Entry>::iterator;

  /// List links, the index's node and bucket.
  static constexpr std::size_t kOverhead = 80;
  /// Entries whose memory is kept for the next ones.
  static constexpr std::size_t kSpare = 64;

  void recount(Entry& entry) {
    bytes_ -= entry.bytes;
    entry.bytes = sizeof(Entry) + kOverhead + entry.name.capacity() + bytes_of(entry.value);
    bytes_ += entry.bytes;
  }

  void forget(Place place) {
    index_.erase(place->name);
    bytes_ -= place->bytes;
    place->bytes = 0;
    if (spare_.size() >= kSpare) {
      order_.erase(place);
      return;
    }
    clear(place->value);
    spare_.splice(spare_.begin(), order_, place);
  }

  Limits limits_;
  std::size_t bytes_ = 0;
  std::uint64_t forgotten_ = 0;
  std::uint64_t lost_ = 0;
  std::list<Entry> order_;  ///< The most recent first.
  std::list<Entry> spare_;
  std::unordered_map<std::string_view, Place> index_;  ///< By the names of the entries themselves.
};

}  // namespace cutwatch::mail
