#include "agent/store/way_column.hpp"

#include "agent/store/bounded_columns.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>

namespace cutwatch::store {
namespace {

using nlohmann::json;

json exchange_json(const mail::Exchange& exchange) {
  return {{"host", exchange.host},
          {"address", to_string(exchange.address)},
          {"rank", exchange.rank},
          {"path", exchange.path}};
}

/// A port is always written.
std::optional<Endpoint> endpoint_of(const json& value) {
  if (!value.is_string()) return std::nullopt;
  const auto endpoint = parse_endpoint(value.get<std::string>(), 0);
  return endpoint && endpoint->port != 0 ? std::optional(*endpoint) : std::nullopt;
}

std::optional<mail::Exchange> exchange_of(const json& value) {
  if (!value.is_object()) return std::nullopt;
  const auto address = endpoint_of(value.value("address", json()));
  const auto host = value.value("host", json());
  const auto rank = value.value("rank", json());
  const auto path = value.value("path", json());
  if (!address || !host.is_string() || !rank.is_number_unsigned() || !path.is_string()) return std::nullopt;
  if (rank.get<std::uint64_t>() > std::numeric_limits<std::uint8_t>::max()) return std::nullopt;
  return mail::Exchange{.host = host.get<std::string>(),
                        .address = *address,
                        .rank = rank.get<std::uint8_t>(),
                        .path = path.get<std::string>()};
}

bool is_short_list(const json& value, std::size_t most) { return value.is_array() && value.size() <= most; }

bool is_sound(const json& value) {
  return value.is_object() && is_short_list(value.value("exchanges", json()), mail::kMaxExchanges) &&
         is_short_list(value.value("resolvers", json()), mail::kMaxNamedResolvers) &&
         std::ranges::all_of(value["resolvers"], [](const json& id) { return id.is_string(); }) &&
         value.value("other_resolvers", json()).is_number_unsigned();
}

std::optional<WallTime> instant_of(const json& value) {
  if (!value.is_number_integer() || !is_instant(value.get<std::int64_t>())) return std::nullopt;
  return WallTime(Millis(value.get<std::int64_t>()));
}

json millis_or_null(const std::optional<WallTime>& at) {
  return at ? json(std::chrono::floor<Millis>(at->time_since_epoch()).count()) : json();
}

}  // namespace

Result<void> add_way_column(Database& database) {
  return database.execute("ALTER TABLE message ADD COLUMN way TEXT;");
}

std::string way_column(const mail::DnsWay& way) {
  json exchanges = json::array();
  for (const auto& each : way.exchanges) exchanges.push_back(exchange_json(each));
  const json out{{"exchanges", std::move(exchanges)},
                 {"resolvers", way.resolvers},
                 {"other_resolvers", way.other_resolvers},
                 {"answered", way.answered ? json(to_string(*way.answered)) : json()},
                 {"tried_ms", millis_or_null(way.tried)}};
  return out.dump(-1, ' ', true, json::error_handler_t::replace);
}

std::optional<mail::DnsWay> way_at(const Statement& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  const auto value = json::parse(row.text(column), nullptr, false);
  if (!is_sound(value)) return std::nullopt;
  mail::DnsWay out{.exchanges = {},
                   .resolvers = value["resolvers"].get<std::vector<std::string>>(),
                   .other_resolvers = value["other_resolvers"].get<std::size_t>(),
                   .answered = endpoint_of(value.value("answered", json())),
                   .tried = instant_of(value.value("tried_ms", json()))};
  for (const auto& each : value["exchanges"]) {
    auto exchange = exchange_of(each);
    if (!exchange) return std::nullopt;
    out.exchanges.push_back(*std::move(exchange));
  }
  return out;
}

}  // namespace cutwatch::store
