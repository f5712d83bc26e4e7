#include "agent/store/server_log_row.hpp"

#include "agent/store/kept_values.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace cutwatch::store {
namespace {

using mail::LogFacts;
using mail::Tally;
using nlohmann::json;

constexpr std::int64_t kMostCounted = std::numeric_limits<std::int64_t>::max();

std::uint64_t count_of(const json& value) {
  return static_cast<std::uint64_t>(integer_of(value, 0, kMostCounted));
}

/// The value of a fixed set that has that name.
template <class Values>
auto one_of(const json& value, const Values& values) {
  const auto name = text_of(value);
  const auto found = std::ranges::find_if(values, [&](const auto each) { return to_string(each) == name; });
  if (found == values.end()) throw Damaged("no such value: " + name);
  return *found;
}

json kept(const Tally& tally) { return {tally.count, store::kept(tally.last)}; }

Tally tally_of(const json& value) {
  const auto& fields = tuple_of(value, 2);
  return {.count = count_of(fields[0]), .last = maybe_instant_of(fields[1])};
}

template <class Key>
json kept(const std::map<Key, Tally>& tallies) {
  json out = json::array();
  for (const auto& [key, tally] : tallies)
    out.push_back({to_string(key), tally.count, store::kept(tally.last)});
  return out;
}

template <class One, class Other>
json kept(const std::map<std::pair<One, Other>, Tally>& tallies) {
  json out = json::array();
  for (const auto& [key, tally] : tallies)
    out.push_back({to_string(key.first), to_string(key.second), tally.count, store::kept(tally.last)});
  return out;
}

template <class Values>
void read_tallies(const json& value, const Values& values,
                  std::map<typename Values::value_type, Tally>& out) {
  for (const auto& row : list_of(value, values.size())) {
    const auto& fields = tuple_of(row, 3);
    out.insert_or_assign(one_of(fields[0], values),
                         Tally{.count = count_of(fields[1]), .last = maybe_instant_of(fields[2])});
  }
}

template <class Ones, class Others>
void read_pairs(const json& value, const Ones& ones, const Others& others,
                std::map<std::pair<typename Ones::value_type, typename Others::value_type>, Tally>& out) {
  for (const auto& row : list_of(value, ones.size() * others.size())) {
    const auto& fields = tuple_of(row, 4);
    out.insert_or_assign({one_of(fields[0], ones), one_of(fields[1], others)},
                         Tally{.count = count_of(fields[2]), .last = maybe_instant_of(fields[3])});
  }
}

json kept(const mail::StrangerMail& mail) {
  return {store::kept(mail.at), mail.address, mail.name, mail.queue_id,
          mail.kind ? json(to_string(*mail.kind)) : json()};
}

mail::StrangerMail stranger_of(const json& value) {
  const auto& fields = tuple_of(value, 5);
  mail::StrangerMail out{.at = instant_of(fields[0]),
                         .address = text_of(fields[1]),
                         .name = text_of(fields[2]),
                         .queue_id = text_of(fields[3])};
  if (!fields[4].is_null()) out.kind = one_of(fields[4], mail::kStrayKinds);
  return out;
}

json kept(const mail::FailedForwarding& failed) {
  return {store::kept(failed.at),
          to_string(failed.refusal),
          to_string(failed.reason),
          failed.queue_id,
          failed.relay,
          failed.dsn,
          failed.words};
}

mail::FailedForwarding failure_of(const json& value) {
  const auto& fields = tuple_of(value, 7);
  return {.at = instant_of(fields[0]),
          .refusal = one_of(fields[1], mail::kRefusalClasses),
          .reason = one_of(fields[2], mail::kForwardReasons),
          .queue_id = text_of(fields[3]),
          .relay = text_of(fields[4]),
          .dsn = text_of(fields[5]),
          .words = text_of(fields[6])};
}

template <class Value>
json kept(const std::vector<Value>& values) {
  json out = json::array();
  for (const auto& value : values) out.push_back(kept(value));
  return out;
}

json kept(const mail::SenderNetwork& sender) {
  return {sender.messages, sender.before, store::kept(sender.first), store::kept(sender.last), sender.name};
}

mail::SenderNetwork sender_of(const json& value) {
  const auto& fields = tuple_of(value, 5);
  return {.messages = count_of(fields[0]),
          .before = count_of(fields[1]),
          .first = maybe_instant_of(fields[2]),
          .last = maybe_instant_of(fields[3]),
          .name = text_of(fields[4])};
}

/// [address, prefix length, sender].
json kept(const mail::SenderNetworks& senders) {
  json known = json::array();
  for (const auto& [network, sender] : senders.known)
    known.push_back({network.address.text(), network.prefix_length, kept(sender)});
  return {{"known", std::move(known)}, {"others", kept(senders.others)}};
}

mail::SenderNetworks senders_of(const json& value) {
  mail::SenderNetworks out{.others = sender_of(value.at("others"))};
  for (const auto& row : list_of(value.at("known"), mail::kMostSenders)) {
    const auto& fields = tuple_of(row, 3);
    const auto address = IpAddress::parse(text_of(fields[0]));
    if (!address) throw Damaged(address.error().detail);
    const auto bits = static_cast<std::uint8_t>(integer_of(fields[1], 0, address->is_v4() ? 32 : 128));
    out.known.insert_or_assign({.address = *address, .prefix_length = bits}, sender_of(fields[2]));
  }
  return out;
}

/// By stage: [counts, sum in microseconds].
json kept(const mail::StageDelays& delays) {
  json out = json::array();
  for (const auto& stage : delays.stages) out.push_back({stage.counts, stage.micros});
  return out;
}

mail::StageDelays delays_of(const json& value) {
  mail::StageDelays out;
  const auto& stages = tuple_of(value, out.stages.size());
  for (std::size_t i = 0; i < out.stages.size(); ++i) {
    auto& stage = out.stages.at(i);
    const auto& fields = tuple_of(stages[i], 2);
    const auto& counts = tuple_of(fields[0], stage.counts.size());
    for (std::size_t k = 0; k < stage.counts.size(); ++k) stage.counts.at(k) = count_of(counts[k]);
    stage.micros = count_of(fields[1]);
  }
  return out;
}

/// [minute, refused, passed on].
json kept(const mail::MinuteCounts& minutes) {
  json out = json::array();
  for (const auto& [minute, count] : minutes)
    out.push_back({store::kept(minute), count.refused, count.passed_on});
  return out;
}

mail::MinuteCounts minutes_of(const json& value) {
  mail::MinuteCounts out;
  for (const auto& row : list_of(value, mail::kMostMinutes)) {
    const auto& fields = tuple_of(row, 3);
    out.insert_or_assign(instant_of(fields[0]),
                         mail::MinuteCount{.refused = count_of(fields[1]), .passed_on = count_of(fields[2])});
  }
  return out;
}

LogFacts read(const json& document) {
  LogFacts out{.lines = count_of(document.at("lines")),
               .unparsed = count_of(document.at("unparsed")),
               .forgotten = count_of(document.at("forgotten"))};
  out.gaps = tally_of(document.at("gaps"));
  out.first_line = maybe_instant_of(document.at("first_line"));
  out.last_line = maybe_instant_of(document.at("last_line"));
  read_tallies(document.at("accepted"), mail::kClientOrigins, out.accepted);
  read_pairs(document.at("refused"), mail::kClientOrigins, mail::kRefusalClasses, out.refused);
  read_pairs(document.at("forwarder_refused"), mail::kRefusalClasses, mail::kForwardReasons,
             out.forwarder_refused);
  read_tallies(document.at("forwarded"), mail::kForwardStatuses, out.forwarded);
  read_pairs(document.at("failures"), mail::kRefusalClasses, mail::kForwardReasons, out.failures);
  out.minutes = minutes_of(document.at("minutes"));
  out.kept_here = tally_of(document.at("kept_here"));
  out.held = tally_of(document.at("held"));
  out.released = tally_of(document.at("released"));
  out.discarded = tally_of(document.at("discarded"));
  out.strangers = tally_of(document.at("strangers"));
  read_tallies(document.at("strays"), mail::kStrayKinds, out.strays);
  out.own_seen = tally_of(document.at("own_seen"));
  out.own_by_forwarder = tally_of(document.at("own_by_forwarder"));
  out.own_otherwise = tally_of(document.at("own_otherwise"));
  out.own_came_from = text_of(document.at("own_came_from"));
  for (const auto& each : list_of(document.at("last_strangers"), mail::kMostStrangersKept))
    out.last_strangers.push_back(stranger_of(each));
  for (const auto& each : list_of(document.at("last_failures"), mail::kMostFailuresKept))
    out.last_failures.push_back(failure_of(each));
  out.senders = senders_of(document.at("senders"));
  out.delays = delays_of(document.at("delays"));
  return out;
}

}  // namespace

std::string text_of_log_facts(const LogFacts& facts) {
  const json document{{"lines", facts.lines},
                      {"unparsed", facts.unparsed},
                      {"forgotten", facts.forgotten},
                      {"gaps", kept(facts.gaps)},
                      {"first_line", store::kept(facts.first_line)},
                      {"last_line", store::kept(facts.last_line)},
                      {"accepted", kept(facts.accepted)},
                      {"refused", kept(facts.refused)},
                      {"forwarder_refused", kept(facts.forwarder_refused)},
                      {"forwarded", kept(facts.forwarded)},
                      {"failures", kept(facts.failures)},
                      {"minutes", kept(facts.minutes)},
                      {"kept_here", kept(facts.kept_here)},
                      {"held", kept(facts.held)},
                      {"released", kept(facts.released)},
                      {"discarded", kept(facts.discarded)},
                      {"strangers", kept(facts.strangers)},
                      {"strays", kept(facts.strays)},
                      {"own_seen", kept(facts.own_seen)},
                      {"own_by_forwarder", kept(facts.own_by_forwarder)},
                      {"own_otherwise", kept(facts.own_otherwise)},
                      {"own_came_from", facts.own_came_from},
                      {"last_strangers", kept(facts.last_strangers)},
                      {"last_failures", kept(facts.last_failures)},
                      {"senders", kept(facts.senders)},
                      {"delays", kept(facts.delays)}};
  return document.dump(-1, ' ', true, json::error_handler_t::replace);
}

Result<LogFacts> parse_log_facts(std::string_view text) { return parse_kept(text, read); }

}  // namespace cutwatch::store
