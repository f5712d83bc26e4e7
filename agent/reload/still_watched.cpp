#include "agent/reload/still_watched.hpp"

#include "core/cutover/identity/identity_target.hpp"
#include "core/cutover/lockdown/lock_target.hpp"
#include "core/cutover/recipients/recipient_target.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

namespace cutwatch {
namespace {

std::map<std::string, const cutover::Plan*> by_label(const std::vector<cutover::Plan>& plans) {
  std::map<std::string, const cutover::Plan*> out;
  for (const auto& plan : plans) out.emplace(plan.label(), &plan);
  return out;
}

bool has_record(const cutover::Plan& plan, const dns::Question& question) {
  return std::ranges::find(plan.records, question, &cutover::WatchedRecord::question) != plan.records.end();
}

/// Positions in one account's folders mean nothing in another's.
bool is_same_account(const cutover::Mailbox& one, const cutover::Mailbox& other) {
  const auto account = [](const cutover::Mailbox& mailbox) {
    const auto& server = mailbox.server;
    return std::tuple(server.host, server.endpoint,
                      server.credentials ? server.credentials->user : std::string(), mailbox.folders,
                      mailbox.maildir);
  };
  return account(one) == account(other);
}

bool is_same_mailbox(const std::string& id, const cutover::Plan& before, const cutover::Plan& now) {
  const auto* one = before.mailbox(id);
  const auto* other = now.mailbox(id);
  return one != nullptr && other != nullptr && is_same_account(*one, *other);
}

bool takes_bounces(const cutover::Plan& plan, const std::string& mailbox) {
  const auto trips = plan.all_round_trips();
  return std::ranges::find(trips, mailbox, &cutover::RoundTrip::bounces) != trips.end();
}

bool sends_by(const cutover::Plan& plan, const std::string& path) {
  return std::ranges::any_of(plan.round_trips, [&](const auto& trip) {
    return std::ranges::any_of(trip.paths, [&](auto each) { return to_string(each) == path; });
  });
}

bool runs(const cutover::Plan& plan, const std::string& probe) {
  return std::ranges::find(kProbeKinds, probe) != kProbeKinds.end() || plan.round_trip(probe) != nullptr;
}

/// What a server says of recipients depends on who asks.
bool asks_alike(const cutover::Plan& before, const cutover::Plan& now, const PathEndpoint& server) {
  const auto asker = [&](const cutover::Plan& plan) {
    std::vector<std::tuple<std::string, std::string, std::optional<IpAddress>, std::string>> out;
    for (const auto& target : cutover::recipient_targets(plan)) {
      if (target.key() != server) continue;
      const auto& credentials = target.server.credentials;
      out.emplace_back(plan.recipients.from, plan.recipients.ehlo, target.server.source,
                       credentials ? credentials->user : std::string());
    }
    return out;
  };
  return asker(before) == asker(now);
}

/// A stranger is another one by another name.
bool knocks_alike(const cutover::Plan& before, const cutover::Plan& now, const LockKey& door) {
  const auto knocking = [&](const cutover::Plan& plan) {
    std::vector<std::tuple<std::string, std::string, std::string>> out;
    for (const auto& target : cutover::lock_targets(plan)) {
      if (target.key == door)
        out.emplace_back(target.lockdown->recipient, target.lockdown->from, target.lockdown->ehlo);
    }
    return out;
  };
  const auto now_knocking = knocking(now);
  return !now_knocking.empty() && knocking(before) == now_knocking;
}

bool is_read(const cutover::Plan& plan, const ServerLogKey& log) {
  return std::ranges::any_of(plan.logs, [&](const cutover::ServerLog& each) {
    return to_string(each.role) == log.role && each.source() == log.source;
  });
}

bool is_looked_at(const cutover::Plan& plan, const QueueKey& queue) {
  return std::ranges::any_of(plan.queues, [&](const cutover::ServerQueue& each) {
    return to_string(each.role) == queue.role && each.source() == queue.source;
  });
}

MailState still_used(MailState mail, const cutover::Plan& before, const cutover::Plan& now) {
  std::erase_if(mail.mailboxes, [&](const auto& each) { return !is_same_mailbox(each.first, before, now); });
  std::erase_if(mail.bounce_mailboxes, [&](const auto& each) {
    return !is_same_mailbox(each.first, before, now) || !takes_bounces(now, each.first);
  });
  std::erase_if(mail.phases, [&](const auto& each) { return !sends_by(now, each.first); });
  std::erase_if(mail.certificates, [&](const auto& each) { return !sends_by(now, each.first); });
  return mail;
}

DomainState still_planned(DomainState state, const cutover::Plan& before, const cutover::Plan& now,
                          const std::set<std::string>& moved) {
  const auto is_moved = [&](const auto& each) { return moved.contains(each.first); };
  std::erase_if(state.records, [&](const auto& each) { return !has_record(now, each.first); });
  for (auto& [question, record] : state.records) {
    if (std::ranges::any_of(record->resolvers, is_moved)) std::erase_if(record.write().resolvers, is_moved);
  }
  if (!before.name_servers.empty() && now.name_servers.empty()) {
    // Those that were configured have never been looked for.
    for (auto& [question, record] : state.records) record.write().delegation_found.reset();
  }
  if (!now.name_servers.empty()) {
    // Those that are configured are all there are, whatever the parent names.
    for (auto& [question, record] : state.records) {
      record.write().sides.reset();
      record.write().named.clear();
    }
  }
  std::erase_if(state.refusals, is_moved);
  std::erase_if(state.calibrations,
                [&](const auto& each) { return is_moved(each) || now.calibration != each.second.names; });
  if (before.calibration != now.calibration) state.wildcards_missing.reset();
  const auto looked_at = cutover::identity_targets(now);
  std::erase_if(state.identities, [&](const auto& each) {
    return std::ranges::none_of(looked_at, [&](const cutover::IdentityTarget& target) {
      return PathAddress(target.path(), target.address) == each.first;
    });
  });
  const auto asked = cutover::recipient_targets(now);
  std::erase_if(state.recipients, [&](const auto& each) {
    return std::ranges::find(asked, each.first, &cutover::RecipientTarget::key) == asked.end() ||
           !asks_alike(before, now, each.first);
  });
  std::erase_if(state.locks, [&](const auto& each) { return !knocks_alike(before, now, each.first); });
  std::erase_if(state.queues, [&](const auto& each) { return !is_looked_at(now, each.first); });
  std::erase_if(state.server_logs, [&](const auto& each) { return !is_read(now, each.first); });
  if (!state.bypass->audits.empty())
    std::erase_if(state.bypass.write().audits,
                  [&](const auto& each) { return !is_same_mailbox(each.first, before, now); });
  std::erase_if(state.probes, [&](const auto& each) { return !runs(now, each.first); });
  state.mail = Shared(still_used(*state.mail, before, now));
  return state;
}

/// What nobody looks for where name servers are configured.
bool is_about_delegation(const Observation& observation) {
  return std::holds_alternative<DelegationFound>(observation) ||
         std::holds_alternative<DelegationCompared>(observation);
}

}  // namespace

std::set<std::string> moved_resolvers(const metrics::Watched& before, const metrics::Watched& now) {
  std::set<std::string> moved;
  for (const auto& resolver : before.resolvers) {
    const auto stays = std::ranges::any_of(now.resolvers, [&](const auto& other) {
      return other.id == resolver.id && other.endpoint == resolver.endpoint &&
             other.channel == resolver.channel;
    });
    if (!stays) moved.insert(resolver.id);
  }
  return moved;
}

Snapshot still_watched(Snapshot snapshot, const metrics::Watched& before, const metrics::Watched& now) {
  const auto moved = moved_resolvers(before, now);
  const auto earlier = by_label(before.plans);
  std::erase_if(snapshot.resolvers, [&](const auto& each) {
    return std::ranges::find(now.resolvers, each.first, &dns::Resolver::id) == now.resolvers.end();
  });
  auto domains = std::exchange(snapshot.domains, {});
  for (const auto& [label, plan] : by_label(now.plans)) {
    const auto known = domains.find(label);
    const auto planned = earlier.find(label);
    if (known == domains.end() || planned == earlier.end()) continue;
    snapshot.domains.emplace(label, Shared(still_planned(*known->second, *planned->second, *plan, moved)));
  }
  return snapshot;
}

Snapshot with_recalled(Snapshot snapshot, const Snapshot& recalled, const metrics::Watched& now) {
  for (const auto& [label, plan] : by_label(now.plans)) {
    const auto found = recalled.domains.find(label);
    if (found == recalled.domains.end()) continue;
    const auto [known, is_new] = snapshot.domains.emplace(label, found->second);
    if (is_new) continue;
    for (const auto& [key, log] : found->second->server_logs) {
      if (!known->second->server_logs.contains(key)) known->second.write().server_logs.emplace(key, log);
    }
    for (const auto& [question, record] : found->second->records) {
      if (!has_record(*plan, question) || known->second->records.contains(question)) continue;
      known->second.write().records.emplace(question, record);
    }
  }
  return snapshot;
}

const std::string* domain_of(const Observation& observation) {
  return std::visit(
      [](const auto& seen) -> const std::string* {
        if constexpr (requires { seen.domain; }) return &seen.domain;
        return nullptr;
      },
      observation);
}

const std::string* resolver_of(const Observation& observation) {
  return std::visit(
      [](const auto& seen) -> const std::string* {
        if constexpr (requires { seen.resolver; }) return &seen.resolver;
        return nullptr;
      },
      observation);
}

bool is_of(const Observation& observation, const cutover::Plan& plan) {
  if (!plan.name_servers.empty() && is_about_delegation(observation)) return false;
  return std::visit(
      [&](const auto& seen) {
        if constexpr (requires { seen.record; }) return has_record(plan, seen.record);
        return true;
      },
      observation);
}

}  // namespace cutwatch
