#include "agent/reload/plan_difference.hpp"

#include "core/cutover/judgement.hpp"

#include <algorithm>
#include <tuple>

namespace cutwatch {
namespace {

auto ttl_of(const cutover::Plan& plan) {
  return std::tie(plan.ttl.original, plan.ttl.lowered_at, plan.ttl.is_fixed);
}

auto parts_of(const cutover::WatchedRecord& record) { return std::tie(record.steps, record.interval); }

auto parts_of(const cutover::RoundTrip& trip) {
  return std::tie(trip.id, trip.from, trip.to, trip.paths, trip.mailbox, trip.also_in, trip.bounces,
                  trip.has_verp, trip.ehlo, trip.interval, trip.around_switch, trip.late_after,
                  trip.lost_after, trip.bodies, trip.large_size, trip.reply_to, trip.signer, trip.entrance);
}

auto parts_of(const cutover::Mailbox& mailbox) {
  return std::tie(mailbox.id, mailbox.folders, mailbox.maildir, mailbox.authserv_id, mailbox.allows_audit);
}

auto parts_of(const cutover::Lockdown& lockdown) {
  return std::tie(lockdown.target, lockdown.control, lockdown.recipient, lockdown.from, lockdown.ehlo,
                  lockdown.sources, lockdown.allowed, lockdown.interval);
}

template <class Part>
bool are_equal(const std::vector<Part>& before, const std::vector<Part>& now) {
  return std::ranges::equal(
      before, now, [](const Part& left, const Part& right) { return parts_of(left) == parts_of(right); });
}

}  // namespace

bool differ(const cutover::Plan& before, const cutover::Plan& now) {
  const bool are_records_equal = cutover::description_of(before) == cutover::description_of(now) &&
                                 are_equal(before.records, now.records) &&
                                 before.name_servers == now.name_servers;
  const bool are_rules_equal = before.planned_at == now.planned_at && ttl_of(before) == ttl_of(now) &&
                               before.timing == now.timing && before.waived == now.waived &&
                               before.accepted == now.accepted && before.maintenance == now.maintenance;
  const bool is_mail_equal =
      are_equal(before.round_trips, now.round_trips) && are_equal(before.outbound, now.outbound) &&
      are_equal(before.mailboxes, now.mailboxes) && are_equal(before.lockdowns, now.lockdowns) &&
      before.logs == now.logs && before.queues == now.queues;
  return !are_records_equal || !are_rules_equal || !is_mail_equal;
}

}  // namespace cutwatch
