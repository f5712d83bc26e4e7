#include "exporters/report_arrivals.hpp"

#include <algorithm>
#include <ranges>
#include <string>
#include <utility>

namespace cutwatch::exporters {
namespace {

using nlohmann::json;

bool is_read(const json& message) { return message.at("hops").is_array(); }

bool is_plain(const json& message) {
  return message.at("result") == "delivered" && message.at("findings").empty();
}

json joined(const json& fields) {
  std::string out;
  for (const auto& field : fields) out += (out.empty() ? "" : "; ") + field.get<std::string>();
  return out;
}

/// A table shows "-" for what is not known, which no is not.
json yes_or_no(const json& claim) {
  if (!claim.is_boolean()) return claim;
  return claim.get<bool>() ? "yes" : "no";
}

/// Null where there is none: other findings are told elsewhere.
json spam_finding(const json& findings) {
  for (const auto& finding : findings) {
    if (finding.at("finding") == "spam_in_inbox") return finding.at("text");
  }
  return {};
}

json with_id(const json& message, json row) {
  row["id"] = message.at("id");
  return row;
}

}  // namespace

json shown_arrivals(const json& messages) {
  json out = json::array();
  for (const auto& message : messages) {
    if (is_read(message) && !is_plain(message) && out.size() < kMostArrivals) out.push_back(message);
  }
  for (const auto& message : messages | std::views::reverse) {
    if (is_read(message) && is_plain(message) && out.size() < kMostArrivals) out.push_back(message);
  }
  return out;
}

std::size_t arrivals_left_out(const json& messages) {
  const auto read = static_cast<std::size_t>(std::ranges::count_if(messages, is_read));
  return read - std::min(read, kMostArrivals);
}

json hop_rows(const json& messages) {
  json out = json::array();
  for (const auto& message : messages) {
    for (const auto& hop : message.at("hops")) {
      auto row = with_id(message, hop);
      row["tls"] = yes_or_no(row.at("tls"));
      out.push_back(std::move(row));
    }
  }
  return out;
}

json delay_rows(const json& messages) {
  json out = json::array();
  for (const auto& message : messages) {
    auto row = with_id(message, message.at("hop_delays"));
    row["path"] = message.at("path");
    out.push_back(std::move(row));
  }
  return out;
}

json spam_rows(const json& messages) {
  json out = json::array();
  for (const auto& message : messages) {
    const auto& spam = message.at("spam");
    if (spam.at("fields").empty()) continue;
    json row{{"folder", message.at("folder")},
             {"marked", spam.at("marked")},
             {"score", spam.at("score")},
             {"fields", joined(spam.at("fields"))},
             {"finding", spam_finding(message.at("findings"))}};
    out.push_back(with_id(message, std::move(row)));
  }
  return out;
}

}  // namespace cutwatch::exporters
