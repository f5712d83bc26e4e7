#include "core/mail/log/log_facts.hpp"

#include <algorithm>
#include <utility>

namespace cutwatch::mail {
namespace {

template <class Value>
void keep_last(std::vector<Value>& values, std::size_t most) {
  if (values.size() > most) values.erase(values.begin(), values.end() - static_cast<std::ptrdiff_t>(most));
}

/// By their instants, whatever was read first: one log may be read behind another.
template <class Value>
void append(std::vector<Value>& values, const std::vector<Value>& later, std::size_t most) {
  for (const auto& each : later)
    values.insert(std::ranges::upper_bound(values, each.at, {}, &Value::at), each);
  keep_last(values, most);
}

template <class Key>
void add(std::map<Key, Tally>& tallies, const std::map<Key, Tally>& later) {
  for (const auto& [key, tally] : later) tallies[key].add(tally);
}

void shift(std::optional<WallTime>& instant, Millis by) {
  if (instant) *instant += by;
}

template <class Key>
void shift(std::map<Key, Tally>& tallies, Millis by) {
  for (auto& [key, tally] : tallies) shift(tally.last, by);
}

}  // namespace

std::string_view to_string(RefusalClass refusal) noexcept {
  return refusal == RefusalClass::for_now ? "4xx" : "5xx";
}

std::string_view to_string(ForwardStatus status) noexcept {
  switch (status) {
    case ForwardStatus::sent: return "sent";
    case ForwardStatus::deferred: return "deferred";
    case ForwardStatus::bounced: return "bounced";
    case ForwardStatus::expired: return "expired";
  }
  std::unreachable();
}

std::string_view to_string(StrayKind kind) noexcept {
  switch (kind) {
    case StrayKind::expected: return "expected";
    case StrayKind::unexpected: return "unexpected";
    case StrayKind::incident: return "incident";
    case StrayKind::stranded: return "stranded";
  }
  std::unreachable();
}

void keep_stranger(LogFacts& facts, StrangerMail stranger) {
  facts.strangers.add(stranger.at);
  append(facts.last_strangers, {std::move(stranger)}, kMostStrangersKept);
}

const FailedForwarding* last_put_off(const LogFacts& facts) {
  const auto found = std::ranges::find(facts.last_failures.rbegin(), facts.last_failures.rend(),
                                       RefusalClass::for_now, &FailedForwarding::refusal);
  return found == facts.last_failures.rend() ? nullptr : &*found;
}

void keep_failure(LogFacts& facts, FailedForwarding failure) {
  facts.failures[{failure.refusal, failure.reason}].add(failure.at);
  append(facts.last_failures, {std::move(failure)}, kMostFailuresKept);
}

std::uint64_t still_held(const LogFacts& facts) {
  return facts.held.count - std::min(facts.held.count, facts.released.count);
}

LogFacts merged(LogFacts earlier, const LogFacts& later) {
  auto& out = earlier;
  out.lines += later.lines;
  out.unparsed += later.unparsed;
  out.forgotten += later.forgotten;
  out.gaps.add(later.gaps);
  if (!out.first_line || (later.first_line && *later.first_line < *out.first_line))
    out.first_line = later.first_line;
  out.last_line = std::max(out.last_line, later.last_line);
  add(out.accepted, later.accepted);
  add(out.refused, later.refused);
  add(out.forwarder_refused, later.forwarder_refused);
  add(out.forwarded, later.forwarded);
  add(out.failures, later.failures);
  add(out.minutes, later.minutes);
  out.kept_here.add(later.kept_here);
  out.delays.add(later.delays);
  out.held.add(later.held);
  out.released.add(later.released);
  out.discarded.add(later.discarded);
  out.strangers.add(later.strangers);
  add(out.strays, later.strays);
  out.own_by_forwarder.add(later.own_by_forwarder);
  out.own_seen.add(later.own_seen);
  const bool is_later = out.own_otherwise.last <= later.own_otherwise.last;
  if (is_later && !later.own_came_from.empty()) out.own_came_from = later.own_came_from;
  out.own_otherwise.add(later.own_otherwise);
  append(out.last_strangers, later.last_strangers, kMostStrangersKept);
  append(out.last_failures, later.last_failures, kMostFailuresKept);
  out.senders = merged(std::move(out.senders), later.senders);
  return earlier;
}

LogFacts shifted(LogFacts facts, Millis by) {
  // Every member on purpose: whoever adds one is stopped here, and decides whether it is an instant.
  auto& [lines, unparsed, forgotten, gaps, first_line, last_line, accepted, refused, forwarder_refused,
         forwarded, failures, minutes, delays, kept_here, held, released, discarded, strangers, strays,
         own_seen, own_by_forwarder, own_otherwise, own_came_from, last_strangers, last_failures, senders] =
      facts;
  for (auto* tally : {&gaps, &kept_here, &held, &released, &discarded, &strangers, &own_seen,
                      &own_by_forwarder, &own_otherwise})
    shift(tally->last, by);
  shift(first_line, by);
  shift(last_line, by);
  shift(accepted, by);
  shift(refused, by);
  shift(forwarder_refused, by);
  shift(forwarded, by);
  shift(failures, by);
  minutes = shifted(minutes, by);
  shift(strays, by);
  for (auto& each : last_strangers) each.at += by;
  for (auto& each : last_failures) each.at += by;
  senders = shifted(std::move(senders), by);
  return facts;
}

}  // namespace cutwatch::mail
