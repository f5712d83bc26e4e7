#include "core/cutover/conditions/proxy_reach.hpp"

#include "core/cutover/gates/ended_messages.hpp"
#include "core/cutover/identity/identity_target.hpp"
#include "core/text/date.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

namespace cutwatch::cutover {
namespace {

using mail::LedgerEntry;

constexpr std::size_t kMostReachWords = 320;

/// Of two as new as each other the one that was answered is right: somebody was there.
void take_newer(std::optional<ProxyReach>& known, std::optional<ProxyReach> other) {
  if (!other) return;
  const auto rank = [](const ProxyReach& reach) { return std::tuple(reach.at, reach.has_answered); };
  if (!known || rank(*known) < rank(*other)) known = std::move(other);
}

/// The last to be tried.
const LedgerEntry* last_tried(const Evidence& evidence, const RoundTrip& trip) {
  const LedgerEntry* last = nullptr;
  for (const auto& messages :
       {messages_under_way(evidence, trip, Path::new_path), ended_messages(evidence, trip, Path::new_path)}) {
    for (const auto* entry : messages) {
      if (!entry->last_try) continue;
      if (last == nullptr || last->last_try->at < entry->last_try->at) last = entry;
    }
  }
  return last;
}

std::optional<ProxyReach> by_mail(const Evidence& evidence, const RoundTrip& trip) {
  const auto* entry = last_tried(evidence, trip);
  if (entry == nullptr || !evidence.is_fresh(entry->last_try->at, trip.interval)) return std::nullopt;
  return ProxyReach{
      .has_answered = !entry->is_unreached(),
      .at = entry->last_try->at,
      .words = fmt::format("message {} of {} could not be handed over at {}: {}", printable(entry->id),
                           trip.id, rfc3339(entry->last_try->at), printable(entry->detail, kMostReachWords))};
}

bool is_lock_with_proxy_as_control(const Plan& plan, const LockKey& key, Millis& interval) {
  const auto lockdown = std::ranges::find_if(plan.lockdowns, [&](const Lockdown& each) {
    return each.control == ServerRole::new_server && to_string(each.target) == key.target;
  });
  if (lockdown == plan.lockdowns.end()) return false;
  interval = lockdown->interval;
  return true;
}

std::optional<ProxyReach> by_control(const Evidence& evidence) {
  std::optional<ProxyReach> newest;
  for (const auto& [key, lock] : evidence.state.locks) {
    Millis interval{};
    if (!lock.last.control || !is_lock_with_proxy_as_control(evidence.plan, key, interval)) continue;
    const auto& answer = lock.last.control->answer;
    const bool has_answered = mail::is_reached(answer);
    const bool is_silent = mail::class_of(answer) == mail::DoorClass::closed;
    if ((!has_answered && !is_silent) || !evidence.is_fresh(lock.last.at, interval)) continue;
    take_newer(newest, ProxyReach{.has_answered = has_answered,
                                  .at = lock.last.at,
                                  .words = fmt::format("{} could not be reached at {}: {}",
                                                       to_string(lock.last.control->server),
                                                       rfc3339(lock.last.at), answer.words())});
  }
  return newest;
}

/// One of its addresses that greets is enough.
std::optional<ProxyReach> by_greeting(const Evidence& evidence) {
  const auto interval = identity_interval(evidence.plan);
  const auto* server = evidence.plan.server(ServerRole::new_server);
  if (server == nullptr) return std::nullopt;
  std::optional<ProxyReach> newest;
  std::optional<ProxyReach> silent;
  for (const auto& each : server->addresses) {
    const PathAddress key(std::string(to_string(Path::new_path)), each.endpoint.address);
    const auto known = evidence.state.identities.find(key);
    if (known == evidence.state.identities.end()) return std::nullopt;
    const auto& [address, identity] = *known;
    if (identity.greeting && evidence.is_fresh(identity.greeting->at, interval))
      take_newer(newest, ProxyReach{.has_answered = true, .at = identity.greeting->at, .words = {}});
    if (!identity.greeting_failure || !evidence.is_fresh(identity.looked_at, interval)) continue;
    if (!silent || identity.looked_at < silent->at)
      silent =
          ProxyReach{.has_answered = false,
                     .at = identity.looked_at,
                     .words = fmt::format("{} did not greet at {}: {}", each.endpoint.address.text(),
                                          rfc3339(identity.looked_at),
                                          printable(to_string(*identity.greeting_failure), kMostReachWords))};
  }
  const bool do_all_fail = std::ranges::all_of(server->addresses, [&](const mail::MailServer& each) {
    const auto known =
        evidence.state.identities.find({std::string(to_string(Path::new_path)), each.endpoint.address});
    return known != evidence.state.identities.end() && known->second.greeting_failure.has_value();
  });
  if (do_all_fail) take_newer(newest, std::move(silent));
  return newest;
}

bool is_own_network_down(const Evidence& evidence) {
  return std::ranges::any_of(evidence.records,
                             [](const RecordEvidence& of) { return of.state.own_network.is_down; });
}

}  // namespace

std::optional<ProxyReach> proxy_reach(const Evidence& evidence) {
  if (evidence.plan.kind != Kind::proxy || is_own_network_down(evidence)) return std::nullopt;
  std::optional<ProxyReach> newest;
  for (const auto& trip : evidence.plan.round_trips) take_newer(newest, by_mail(evidence, trip));
  take_newer(newest, by_control(evidence));
  take_newer(newest, by_greeting(evidence));
  return newest;
}

std::optional<ProxyReach> proxy_unreached(const Evidence& evidence) {
  auto reach = proxy_reach(evidence);
  return reach && !reach->has_answered ? std::move(reach) : std::nullopt;
}

}  // namespace cutwatch::cutover
