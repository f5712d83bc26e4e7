#include "exporters/arrival_json.hpp"

#include "core/cutover/plan/way_expected.hpp"
#include "core/mail/message_findings.hpp"
#include "core/mail/transmission_type.hpp"
#include "core/text/printable.hpp"
#include "exporters/authentication_json.hpp"
#include "exporters/json_values.hpp"

#include <string>

namespace cutwatch::exporters {
namespace {

using nlohmann::json;

constexpr std::size_t kLongestWord = 128;

json word_or_null(const std::optional<std::string>& word) {
  return word ? json(printable(*word, kLongestWord)) : json();
}

json skew_or_null(const std::optional<mail::ClockSkew>& skew) { return skew ? json(text_of(*skew)) : json(); }

json hop_json(const mail::HopLine& line) {
  const auto field = line.field.value_or(mail::Received{});
  return {{"by", word_or_null(field.by)},
          {"from", field.from_ip ? json(unmapped(*field.from_ip).text()) : json()},
          {"with", word_or_null(field.with)},
          {"tls", field.with ? value_or_null(mail::is_encrypted(*field.with)) : json()},
          {"queue_id", word_or_null(field.id)},
          {"at", time_or_null(field.date)},
          {"delay_seconds", seconds_or_null(line.delay)},
          {"skew", skew_or_null(line.skew)},
          {"trusted", line.is_believed}};
}

json hops_json(const mail::HopTable& table) {
  json out = json::array();
  for (const auto& line : table.lines) out.push_back(hop_json(line));
  return out;
}

json delays_json(const mail::HopTable& table) {
  json out = json::object();
  for (const auto hop : mail::kHops) {
    const auto delay = table.delays.find(hop);
    out[std::string(to_string(hop))] = delay == table.delays.end() ? json() : json(seconds_of(delay->second));
  }
  out["mailbox_skew"] = skew_or_null(table.mailbox_skew);
  return out;
}

json spam_json(const mail::SpamSigns& spam) {
  return {{"marked", spam.is_marked}, {"score", value_or_null(spam.score)}, {"fields", spam.fields}};
}

json findings_json(const mail::LedgerEntry& entry) {
  json out = json::array();
  for (const auto& finding : mail::findings_of(entry))
    out.push_back({{"finding", finding.id}, {"text", finding.text}});
  return out;
}

}  // namespace

json arrival_json(const cutover::Plan& plan, const mail::LedgerEntry& entry) {
  json out{{"hops", json()},
           {"hop_delays", json()},
           {"spam", json()},
           {"authentication", authentication_json(plan, entry)},
           {"findings", findings_json(entry)}};
  if (!entry.sighting || !entry.sighting->inspection) return out;
  const auto table = cutover::hops_of(plan, entry);
  out["hops"] = hops_json(table);
  out["hop_delays"] = delays_json(table);
  out["spam"] = spam_json(entry.sighting->inspection->spam);
  return out;
}

}  // namespace cutwatch::exporters
