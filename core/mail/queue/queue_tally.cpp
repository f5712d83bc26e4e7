#include "core/mail/queue/queue_tally.hpp"

#include "core/text/ascii.hpp"

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

namespace cutwatch::mail {
namespace {

constexpr std::size_t kLongestName = 253;
constexpr std::size_t kMostOfReason = 512;

bool is_older(const std::optional<WallTime>& one, const std::optional<WallTime>& other) {
  return one && (!other || *one < *other);
}

/// Where the message is to go, and why it waits there: of several recipients at one destination what the
/// first was told.
std::map<std::string, std::string_view> destinations_of(const QueuedMessage& message) {
  std::map<std::string, std::string_view> out;
  for (const auto& each : message.recipients) {
    auto& reason = out[destination_of(each.address)];
    if (reason.empty()) reason = each.delay_reason;
  }
  return out;
}

void add_to(QueueDestination& to, const QueueDestination& more) {
  to.messages += more.messages;
  if (is_older(more.oldest, to.oldest)) to.oldest = more.oldest;
}

}  // namespace

std::string destination_of(std::string_view address) {
  const auto at = address.rfind('@');
  if (at == std::string_view::npos) return {};
  auto domain = address.substr(at + 1);
  if (domain.ends_with('.')) domain.remove_suffix(1);
  return domain.size() > kLongestName ? std::string() : lowered(domain);
}

QueueTally::QueueTally(std::string own_domain, WallTime staying_since)
    : own_domain_(std::move(own_domain)), staying_since_(staying_since) {}

void QueueTally::add(const QueuedMessage& message) {
  ++facts_.messages;
  ++facts_.by_queue[message.queue];
  facts_.octets += message.size;
  if (message.is_forced_expired) ++facts_.forced_expired;
  if (is_older(message.arrived, facts_.oldest)) facts_.oldest = message.arrived;
  const auto destinations = destinations_of(message);
  add_staying(message, destinations);
  add_destinations(message, destinations);
}

void QueueTally::add_unreadable() {
  ++facts_.messages;
  ++facts_.unreadable;
  ++facts_.by_queue[QueueName::other];
  // Nobody can say that it is not for the domain.
  ++facts_.staying;
  ++facts_.staying_own;
}

void QueueTally::add_staying(const QueuedMessage& message, const Destinations& destinations) {
  if (message.arrived && *message.arrived > staying_since_) return;
  const bool is_held = message.queue == QueueName::hold;
  ++facts_.staying;
  if (is_held) ++facts_.staying_held;
  if (!destinations.contains(own_domain_)) return;
  ++facts_.staying_own;
  if (is_held) ++facts_.staying_own_held;
}

void QueueTally::add_destinations(const QueuedMessage& message, const Destinations& destinations) {
  for (const auto& [name, reason] : destinations) {
    auto& known = destination(name);
    const bool is_oldest = is_older(message.arrived, known.oldest);
    add_to(known, {.messages = 1, .oldest = message.arrived});
    if (!reason.empty() && (is_oldest || known.reason.empty()))
      known.reason = reason.substr(0, kMostOfReason);
  }
}

QueueDestination& QueueTally::destination(const std::string& name) {
  const auto known = facts_.destinations.find(name);
  if (known != facts_.destinations.end()) return known->second;
  if (facts_.destinations.size() >= kMostDestinationsRead) return facts_.other_destinations;
  return facts_.destinations[name];
}

QueueFacts QueueTally::finish(bool is_cut) {
  facts_.is_cut = is_cut;
  auto& all = facts_.destinations;
  if (all.size() > kMostDestinations) {
    std::vector<std::pair<std::uint64_t, std::string>> ranked;
    for (const auto& [name, each] : all) ranked.emplace_back(each.messages, name);
    std::ranges::sort(ranked, std::greater{});
    for (std::size_t i = kMostDestinations; i < ranked.size(); ++i) {
      const auto dropped = all.extract(ranked[i].second);
      add_to(facts_.other_destinations, dropped.mapped());
    }
  }
  facts_.other_destinations.reason.clear();
  return std::exchange(facts_, {});
}

}  // namespace cutwatch::mail
