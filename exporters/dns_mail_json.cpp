#include "exporters/dns_mail_json.hpp"

#include "core/cutover/record/mail_destinations.hpp"
#include "core/text/printable.hpp"

#include <algorithm>
#include <string>

namespace cutwatch::exporters {
namespace {

using nlohmann::json;

constexpr std::size_t kLongestWhy = 1024;

json text_or_null(const std::string& text) {
  return text.empty() ? json() : json(printable(text, kLongestWhy));
}

json exchanges_json(const mail::DnsWay& way) {
  json out = json::array();
  for (const auto& each : way.exchanges) {
    out.push_back({{"host", printable(each.host)},
                   {"address", to_string(each.address)},
                   {"preference", each.rank},
                   {"path", text_or_null(each.path)}});
  }
  return out;
}

json resolvers_json(const mail::DnsWay& way) {
  json out = json::array();
  for (const auto& id : way.resolvers) out.push_back(printable(id));
  return out;
}

bool sends_as_dns_says(const cutover::RoundTrip& trip) {
  return std::ranges::find(trip.paths, cutover::Path::dns) != trip.paths.end();
}

}  // namespace

json dns_mail_json(const cutover::Plan& plan, const DomainState& state, WallTime now) {
  if (std::ranges::none_of(plan.round_trips, sends_as_dns_says)) return {};
  const auto found = cutover::mail_destinations(plan, state, now);
  json destinations = json::array();
  for (const auto& each : found.all) {
    destinations.push_back({{"exchanges", exchanges_json(each.way)},
                            {"resolvers", resolvers_json(each.way)},
                            {"other_resolvers", each.way.other_resolvers},
                            {"why_not", text_or_null(each.why_not)}});
  }
  return {{"why_not", text_or_null(found.why)},
          {"destinations", std::move(destinations)},
          {"left_out", found.left_out}};
}

json way_json(const std::optional<mail::DnsWay>& way) {
  if (!way) return {};
  return {{"exchanges", exchanges_json(*way)},
          {"resolvers", resolvers_json(*way)},
          {"other_resolvers", way->other_resolvers},
          {"answered_by", way->answered ? json(to_string(*way->answered)) : json()}};
}

}  // namespace cutwatch::exporters
