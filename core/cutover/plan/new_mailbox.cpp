#include "core/cutover/plan/new_mailbox.hpp"

#include "core/cutover/plan/planned_message.hpp"

#include <algorithm>

namespace cutwatch::cutover {

bool ends_in(const Plan& plan, Path path, const Mailbox& mailbox) {
  return std::ranges::any_of(plan.round_trips, [&](const RoundTrip& trip) {
    const auto* own = plan.mailbox(trip.mailbox);
    return std::ranges::find(trip.paths, path) != trip.paths.end() && own != nullptr &&
           account_of(*own) == account_of(mailbox);
  });
}

bool is_new_mailbox(const Plan& plan, const Mailbox& mailbox) {
  return ends_in(plan, Path::new_path, mailbox) && !ends_in(plan, Path::old_path, mailbox);
}

bool suffices(const Plan& plan, Path path, const Mailbox& mailbox) {
  return plan.kind != Kind::proxy && path != Path::new_path && is_new_mailbox(plan, mailbox);
}

}  // namespace cutwatch::cutover
