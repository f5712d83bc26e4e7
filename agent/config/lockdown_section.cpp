#include "agent/config/sections.hpp"
#include "agent/config/text_forms.hpp"
#include "agent/config/value_kinds.hpp"
#include "core/cutover/lockdown/lock_target.hpp"
#include "core/cutover/plan/on_loopback.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::config {
namespace {

using cutover::ServerRole;

constexpr Millis kLeastOnLoopback{Seconds{1}};
constexpr std::chrono::days kMostInterval{7};
constexpr std::size_t kMostSources = 4;

ServerRole other(ServerRole role) {
  return role == ServerRole::old_server ? ServerRole::new_server : ServerRole::old_server;
}

bool check_server(Reader& lockdown, std::string_view key, ServerRole role, const cutover::Plan& plan) {
  const bool is_there = plan.server(role) != nullptr;
  if (!is_there) {
    lockdown.complain(key,
                      fmt::format("there is no [[cutover.server]] with the role \"{}\"", to_string(role)));
  }
  return is_there;
}

void check_target(Reader& lockdown, ServerRole target, const cutover::Plan& plan) {
  check_server(lockdown, "target", target, plan);
  if (plan.kind != cutover::Kind::proxy)
    lockdown.complain("target", "only a cutover of kind \"proxy\" has a server that goes on and is locked");
  else if (target == ServerRole::new_server)
    lockdown.complain("target", "expected \"old\": the new server takes everybody's mail");
  if (std::ranges::find(plan.lockdowns, target, &cutover::Lockdown::target) != plan.lockdowns.end())
    lockdown.complain("target", "this server has an earlier [[cutover.lockdown]]");
}

/// Unless it is said, that of the first round trip: what servers make of it is known then.
void read_sender(Reader& lockdown, cutover::Lockdown& out, const cutover::Plan& plan) {
  const auto* trip = plan.round_trips.empty() ? nullptr : &plan.round_trips.front();
  const auto from = lockdown.get("from", mail_address());
  if (!lockdown.has("from") && trip == nullptr)
    lockdown.complain("from", "missing; expected a mail address, or a [[cutover.roundtrip]] that has one");
  out.from = from.value_or(trip == nullptr ? "" : trip->from);
  const bool is_trips = trip != nullptr && out.from == trip->from;
  out.ehlo = lockdown.get_or("ehlo", host_name(), is_trips ? trip->ehlo : std::string(domain_of(out.from)));
}

/// A source that is let in proves nothing, wherever the lock stands.
std::vector<IpAddress> read_sources(Reader& lockdown, const cutover::Lockdown& out,
                                    const cutover::Plan& plan) {
  auto sources = lockdown.list("source", ip_address());
  reject_repeats(lockdown, sources);
  if (lockdown.count_written("source") > kMostSources)
    lockdown.complain("source", fmt::format("expected at most {} addresses, got {}", kMostSources,
                                            lockdown.count_written("source")));
  for (const auto& source : sources) {
    if (const auto name = let_in_as(plan, out, source.value))
      lockdown.complain(source.spot, fmt::format("{}: expected an address that the lock refuses", *name));
  }
  return values(std::move(sources));
}

bool are_on_loopback(const cutover::Plan& plan) {
  return std::ranges::all_of(plan.servers,
                             [](const cutover::Server& server) { return cutover::is_on_loopback(server); });
}

}  // namespace

void read_lockdown(Reader& lockdown, cutover::Plan& plan) {
  cutover::Lockdown out;
  const auto target = lockdown.need("target", server_role());
  out.target = target.value_or(out.target);
  const auto control = lockdown.get("control", server_role());
  out.control = control.value_or(other(out.target));
  out.recipient = lockdown.need("recipient", mail_address()).value_or("");
  auto allowed = lockdown.list("allowed", network());
  reject_repeats(lockdown, allowed);
  out.allowed = values(std::move(allowed));
  read_sender(lockdown, out, plan);
  const Millis least = are_on_loopback(plan) ? kLeastOnLoopback : cutover::kLeastBetweenKnocks;
  out.interval = lockdown.get_or("interval", duration_between(least, kMostInterval), out.interval);
  if (target) check_target(lockdown, *target, plan);
  if (target && out.control == *target)
    lockdown.complain("control", "expected the other server: a control that is the target proves nothing");
  else if (target)
    check_server(lockdown, control ? "control" : "target", out.control, plan);
  out.sources = read_sources(lockdown, out, plan);
  plan.lockdowns.push_back(std::move(out));
}

}  // namespace cutwatch::config
