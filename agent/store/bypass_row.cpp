#include "agent/store/bypass_row.hpp"

#include "agent/store/kept_values.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace cutwatch::store {
namespace {

using nlohmann::json;

constexpr std::int64_t kMostCounted = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMostPosition = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kMostMailboxes = 1000;
constexpr std::size_t kMostFolders = 1000;

std::uint64_t count_of(const json& value) {
  return static_cast<std::uint64_t>(integer_of(value, 0, kMostCounted));
}

template <class Values>
auto one_of(const json& value, const Values& values) {
  const auto name = text_of(value);
  const auto found = std::ranges::find_if(values, [&](const auto each) { return to_string(each) == name; });
  if (found == values.end()) throw Damaged("no such value: " + name);
  return *found;
}

json strays_kept(const BypassState& state) {
  json out = json::array();
  for (const auto& [key, tally] : state.strays)
    out.push_back({to_string(key.first), to_string(key.second), tally.count, kept(tally.last)});
  return out;
}

json last_kept(const BypassState& state) {
  json out = json::array();
  for (const auto& [mail, source, also] : state.last) {
    json others = json::array();
    for (const auto each : also) others.push_back(to_string(each));
    out.push_back({kept(mail.at), mail.address, mail.queue_id, mail.message_id, to_string(mail.kind),
                   to_string(source), std::move(others)});
  }
  return out;
}

json names_kept(const BypassState& state) {
  json out = json::array();
  for (const auto& [name, counted] : state.counted)
    out.push_back({name, to_string(counted.source), kept(counted.at)});
  return out;
}

json audits_kept(const BypassState& state) {
  json out = json::array();
  for (const auto& [mailbox, audit] : state.audits) {
    json positions = json::array();
    for (const auto& [folder, position] : audit.positions)
      positions.push_back({folder, position.uid_validity, position.uid_next});
    const auto& counts = audit.counts;
    out.push_back({mailbox, kept(audit.begun), std::move(positions), counts.read, counts.by_proxy,
                   counts.by_allowed, counts.by_strangers, counts.unclear, counts.own, counts.gaps});
  }
  return out;
}

BypassEvidence evidence_of(const json& value) {
  const auto& fields = tuple_of(value, 7);
  BypassEvidence out{.mail = {.at = instant_of(fields[0]),
                              .address = text_of(fields[1]),
                              .queue_id = text_of(fields[2]),
                              .message_id = text_of(fields[3]),
                              .kind = one_of(fields[4], mail::kLegalities)},
                     .source = one_of(fields[5], mail::kBypassSources)};
  for (const auto& each : list_of(fields[6], mail::kBypassSources.size()))
    out.also.push_back(one_of(each, mail::kBypassSources));
  return out;
}

AuditView audit_of(const json& fields) {
  AuditView out{.begun = maybe_instant_of(fields[1])};
  for (const auto& each : list_of(fields[2], kMostFolders)) {
    const auto& position = tuple_of(each, 3);
    out.positions.insert_or_assign(
        text_of(position[0]),
        FolderPosition{.uid_validity = static_cast<std::uint32_t>(integer_of(position[1], 1, kMostPosition)),
                       .uid_next = static_cast<std::uint32_t>(integer_of(position[2], 1, kMostPosition))});
  }
  out.counts = {.read = count_of(fields[3]),
                .by_proxy = count_of(fields[4]),
                .by_allowed = count_of(fields[5]),
                .by_strangers = count_of(fields[6]),
                .unclear = count_of(fields[7]),
                .own = count_of(fields[8]),
                .gaps = count_of(fields[9])};
  return out;
}

BypassState read(const json& document) {
  BypassState out;
  const auto kinds = mail::kBypassSources.size() * mail::kLegalities.size();
  for (const auto& row : list_of(document.at("strays"), kinds)) {
    const auto& fields = tuple_of(row, 4);
    out.strays.insert_or_assign(
        {one_of(fields[0], mail::kBypassSources), one_of(fields[1], mail::kLegalities)},
        mail::Tally{.count = count_of(fields[2]), .last = maybe_instant_of(fields[3])});
  }
  for (const auto& each : list_of(document.at("last"), kMostBypassesKept))
    out.last.push_back(evidence_of(each));
  for (const auto& row : list_of(document.at("names"), kMostNamesKept)) {
    const auto& fields = tuple_of(row, 3);
    out.counted.insert_or_assign(
        text_of(fields[0]),
        BypassState::Counted{one_of(fields[1], mail::kBypassSources), instant_of(fields[2])});
  }
  for (const auto& row : list_of(document.at("audits"), kMostMailboxes)) {
    const auto& fields = tuple_of(row, 10);
    out.audits.insert_or_assign(text_of(fields[0]), audit_of(fields));
  }
  return out;
}

}  // namespace

Result<void> add_bypass_table(Database& database) {
  return database.execute(R"(
CREATE TABLE bypass (
  domain TEXT NOT NULL PRIMARY KEY, told TEXT NOT NULL, updated_ms INTEGER NOT NULL
);
)");
}

std::string text_of_bypass(const BypassState& state) {
  const json document{{"strays", strays_kept(state)},
                      {"last", last_kept(state)},
                      {"names", names_kept(state)},
                      {"audits", audits_kept(state)}};
  return document.dump(-1, ' ', true, json::error_handler_t::replace);
}

Result<BypassState> parse_bypass(std::string_view text) { return parse_kept(text, read); }

}  // namespace cutwatch::store
