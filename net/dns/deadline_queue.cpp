#include "net/dns/deadline_queue.hpp"

namespace cutwatch::net {

DeadlineEntry::~DeadlineEntry() {
  if (queue_ != nullptr) queue_->remove(*this);
}

void DeadlineQueue::set(DeadlineEntry& entry, SteadyTime due) {
  if (entry.place_ == DeadlineEntry::kNowhere) {
    entry.queue_ = this;
    heap_.push_back(&entry);
    entry.place_ = heap_.size() - 1;
  }
  entry.due_ = due;
  sift_up(entry.place_);
  sift_down(entry.place_);
}

void DeadlineQueue::remove(DeadlineEntry& entry) {
  const std::size_t place = entry.place_;
  if (place == DeadlineEntry::kNowhere) return;
  entry.place_ = DeadlineEntry::kNowhere;
  entry.queue_ = nullptr;
  DeadlineEntry* const last = heap_.back();
  heap_.pop_back();
  if (last == &entry) return;
  put(last, place);
  sift_up(place);
  sift_down(last->place_);
}

std::optional<SteadyTime> DeadlineQueue::earliest() const {
  if (heap_.empty()) return std::nullopt;
  return heap_.front()->due_;
}

void DeadlineQueue::fire(SteadyTime now) {
  while (!heap_.empty() && heap_.front()->due_ <= now) {
    DeadlineEntry& entry = *heap_.front();
    remove(entry);
    entry.on_due();
  }
}

void DeadlineQueue::put(DeadlineEntry* entry, std::size_t place) {
  heap_[place] = entry;
  entry->place_ = place;
}

void DeadlineQueue::sift_up(std::size_t place) {
  DeadlineEntry* const entry = heap_[place];
  while (place > 0) {
    const std::size_t parent = (place - 1) / 2;
    if (heap_[parent]->due_ <= entry->due_) break;
    put(heap_[parent], place);
    place = parent;
  }
  put(entry, place);
}

void DeadlineQueue::sift_down(std::size_t place) {
  DeadlineEntry* const entry = heap_[place];
  while (true) {
    std::size_t child = 2 * place + 1;
    if (child >= heap_.size()) break;
    if (child + 1 < heap_.size() && heap_[child + 1]->due_ < heap_[child]->due_) ++child;
    if (entry->due_ <= heap_[child]->due_) break;
    put(heap_[child], place);
    place = child;
  }
  put(entry, place);
}

}  // namespace cutwatch::net
