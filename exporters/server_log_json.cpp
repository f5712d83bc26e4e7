#include "exporters/server_log_json.hpp"

#include "core/text/printable.hpp"
#include "exporters/json_values.hpp"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

namespace cutwatch::exporters {
namespace {

using mail::LogFacts;
using mail::Tally;
using nlohmann::json;

/// The most talkative ones: the others are in the metrics' sums.
constexpr std::size_t kSendersShown = 32;

json tally_json(const Tally& tally) { return {{"count", tally.count}, {"last", time_or_null(tally.last)}}; }

/// Of what there is only.
template <class Key>
json tallies_json(const std::map<Key, Tally>& tallies) {
  json out = json::object();
  for (const auto& [key, tally] : tallies) out[std::string(to_string(key))] = tally_json(tally);
  return out;
}

json refused_json(const std::map<std::pair<mail::ClientOrigin, mail::RefusalClass>, Tally>& refused) {
  json out = json::array();
  for (const auto& [key, tally] : refused) {
    auto row = tally_json(tally);
    row["origin"] = to_string(key.first);
    row["class"] = to_string(key.second);
    out.push_back(std::move(row));
  }
  return out;
}

json failures_json(const std::map<std::pair<mail::RefusalClass, mail::ForwardReason>, Tally>& failures) {
  json out = json::array();
  for (const auto& [key, tally] : failures) {
    auto row = tally_json(tally);
    row["class"] = to_string(key.first);
    row["reason"] = to_string(key.second);
    row["action"] = what_to_do(key.second);
    out.push_back(std::move(row));
  }
  return out;
}

json last_failures_json(const LogFacts& facts) {
  json out = json::array();
  for (const auto& each : facts.last_failures) {
    out.push_back({{"at", time_or_null(each.at)},
                   {"class", to_string(each.refusal)},
                   {"reason", to_string(each.reason)},
                   {"queue_id", printable(each.queue_id)},
                   {"relay", printable(each.relay)},
                   {"dsn", printable(each.dsn)},
                   {"words", printable(each.words)}});
  }
  return out;
}

json strangers_json(const LogFacts& facts) {
  json out = json::array();
  for (const auto& each : facts.last_strangers) {
    out.push_back({{"at", time_or_null(each.at)},
                   {"address", printable(each.address)},
                   {"name", printable(each.name)},
                   {"queue_id", printable(each.queue_id)},
                   {"kind", state_or_null(each.kind)}});
  }
  return out;
}

json sender_json(const mail::SenderNetwork& sender) {
  return {{"messages", sender.messages},
          {"before", sender.before},
          {"first", time_or_null(sender.first)},
          {"last", time_or_null(sender.last)}};
}

json senders_json(const LogFacts& facts) {
  std::vector<std::pair<IpNetwork, mail::SenderNetwork>> senders(facts.senders.known.begin(),
                                                                 facts.senders.known.end());
  std::ranges::sort(senders, [](const auto& one, const auto& other) {
    return std::tuple(other.second.messages, one.first) < std::tuple(one.second.messages, other.first);
  });
  json out = json::array();
  for (const auto& [network, sender] : senders) {
    if (out.size() == kSendersShown) break;
    auto row = sender_json(sender);
    row["network"] = text_of(network);
    row["name"] = sender.name.empty() ? json() : json(printable(sender.name));
    out.push_back(std::move(row));
  }
  return out;
}

json log_json(const cutover::ServerLog& log, const ServerLogState& known) {
  const auto& facts = known.facts;
  return {{"role", to_string(log.role)},
          {"source", printable(log.source())},
          {"mta", to_string(log.mta)},
          {"read", time_or_null(known.heard)},
          {"failure", known.failure ? text_of(*known.failure) : json()},
          {"behind", known.behind},
          {"lines", facts.lines},
          {"unparsed", facts.unparsed},
          {"forgotten", facts.forgotten},
          {"gaps", tally_json(facts.gaps)},
          {"first_line", time_or_null(facts.first_line)},
          {"last_line", time_or_null(facts.last_line)},
          {"accepted", tallies_json(facts.accepted)},
          {"refused", refused_json(facts.refused)},
          {"forwarded", tallies_json(facts.forwarded)},
          {"failures", failures_json(facts.failures)},
          {"told_forwarder", failures_json(facts.forwarder_refused)},
          {"last_failures", last_failures_json(facts)},
          {"kept_here", tally_json(facts.kept_here)},
          {"held", tally_json(facts.held)},
          {"released", tally_json(facts.released)},
          {"discarded", tally_json(facts.discarded)},
          {"strays", tallies_json(facts.strays)},
          {"strangers", tally_json(facts.strangers)},
          {"own_seen", tally_json(facts.own_seen)},
          {"last_strangers", strangers_json(facts)},
          {"senders", senders_json(facts)},
          {"other_senders", sender_json(facts.senders.others)}};
}

}  // namespace

json server_logs_json(const cutover::Plan& plan, const DomainState& state) {
  static const ServerLogState kNothing;
  json out = json::array();
  for (const auto& log : plan.logs) {
    const auto known = state.server_logs.find({std::string(to_string(log.role)), std::string(log.source())});
    out.push_back(log_json(log, known == state.server_logs.end() ? kNothing : *known->second));
  }
  return out;
}

}  // namespace cutwatch::exporters
