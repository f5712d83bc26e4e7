#include "exporters/copies_json.hpp"

#include "core/mail/copies_of_message.hpp"
#include "core/text/printable.hpp"
#include "exporters/json_values.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <ranges>
#include <string>
#include <tuple>

namespace cutwatch::exporters {
namespace {

using mail::CopyState;
using nlohmann::json;

constexpr std::array kStates{CopyState::arrived, CopyState::junk, CopyState::missing, CopyState::awaited,
                             CopyState::not_sent};

/// What a bounce said of a copy, in words; null where none came.
json bounce_of(const json& message) {
  for (const auto& finding : message.at("findings")) {
    if (finding.at("finding") == "mirror_bounces") return finding.at("text");
  }
  return {};
}

}  // namespace

json also_in_json(const mail::LedgerEntry& entry) {
  json out = json::array();
  for (const auto& copy : entry.also_in) {
    out.push_back({{"mailbox", printable(copy.mailbox)},
                   {"state", to_string(copy_state(entry, copy))},
                   {"seen_at", time_or_null(copy.seen)},
                   {"folder", copy.seen ? json(printable(copy.folder)) : json()},
                   {"missed_at", time_or_null(copy.missed)}});
  }
  return out;
}

json copy_totals_json(const std::vector<mail::LedgerEntry>& messages) {
  std::map<std::tuple<std::string, std::string, std::string>, std::map<CopyState, std::uint64_t>> counts;
  for (const auto& entry : messages) {
    for (const auto& copy : entry.also_in)
      ++counts[{entry.probe, entry.path, copy.mailbox}][copy_state(entry, copy)];
  }
  json out = json::array();
  for (auto& [key, by_state] : counts) {
    const auto& [probe, path, mailbox] = key;
    json row{{"probe", printable(probe)}, {"path", printable(path)}, {"mailbox", printable(mailbox)}};
    for (const auto state : kStates) row[std::string(to_string(state))] = by_state[state];
    out.push_back(std::move(row));
  }
  return out;
}

json copies_amiss(const json& messages) {
  std::vector<json> rows;
  for (const auto& message : messages) {
    const auto bounce = bounce_of(message);
    for (const auto& copy : message.at("also_in")) {
      const auto& state = copy.at("state");
      if (bounce.is_null() && state != "missing" && state != "junk") continue;
      json row = copy;
      row["id"] = message.at("id");
      row["recorded_at"] = message.at("recorded_at");
      row["bounce"] = bounce;
      rows.push_back(std::move(row));
    }
  }
  std::ranges::sort(rows, std::ranges::greater{}, [](const json& row) {
    return row.at("recorded_at").get<std::string>() + row.at("id").get<std::string>() +
           row.at("mailbox").get<std::string>();
  });
  if (rows.size() > kMostCopiesShown) rows.resize(kMostCopiesShown);
  return rows;
}

}  // namespace cutwatch::exporters
