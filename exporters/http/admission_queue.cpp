#include "exporters/http/admission_queue.hpp"

#include <utility>

namespace cutwatch::exporters {
namespace {

thread_local AdmissionQueue::Turn current;

}  // namespace

AdmissionQueue::AdmissionQueue(std::size_t threads, std::size_t cap, const Clock& clock,
                               TurnedAway& turned_away)
    : pool_(threads), cap_(cap), clock_(clock), turned_away_(turned_away) {}

void AdmissionQueue::enqueue(std::function<void()> connection) {
  const SteadyTime accepted = clock_.steady();
  turned_away_.sweep();
  if (admitted_.fetch_add(1) >= cap_) {
    current = {.is_over_cap = true, .accepted = accepted};
    connection();
    admitted_.fetch_sub(1);
    return;
  }
  pool_.enqueue([this, accepted, connection = std::move(connection)] {
    current = {.is_over_cap = false, .accepted = accepted};
    connection();
    admitted_.fetch_sub(1);
  });
}

const AdmissionQueue::Turn& AdmissionQueue::turn() { return current; }

}  // namespace cutwatch::exporters
