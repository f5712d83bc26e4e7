#include "agent/cli/hop_table.hpp"

#include "core/text/date.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace cutwatch::cli {
namespace {

using nlohmann::json;

constexpr std::size_t kLongestName = 64;
constexpr std::size_t kColumns = 5;
using Row = std::array<std::string, kColumns>;

std::string text_or_dash(const std::optional<std::string>& text) {
  return text ? printable(*text, kLongestName) : "-";
}

/// "mail.example.net [192.0.2.1]": the name is what the client claimed, the address what the writer saw.
std::string from_text(const mail::Received& line) {
  if (!line.from && !line.from_ip) return line.has_from ? "?" : "-";
  if (!line.from_ip) return printable(*line.from, kLongestName);
  const auto address = fmt::format("[{}]", line.from_ip->text());
  return line.from ? fmt::format("{} {}", printable(*line.from, kLongestName), address) : address;
}

Row row_of(std::size_t number, const Hop& hop) {
  const std::string believed = hop.is_believed ? "yes" : "no";
  if (!hop.line) return {std::to_string(number), believed, "(cannot be read)", "-", "-"};
  return {std::to_string(number), believed, text_or_dash(hop.line->by), from_text(*hop.line),
          hop.line->date ? rfc3339_seconds(*hop.line->date) : "-"};
}

std::string line_of(const Row& row, const std::array<std::size_t, kColumns>& widths) {
  std::string out;
  for (std::size_t i = 0; i + 1 < kColumns; ++i) out += fmt::format("{:<{}}  ", row[i], widths[i]);
  return out + row.back() + "\n";
}

json text_or_null(const std::optional<std::string>& text) { return text ? json(printable(*text)) : json(); }

json hop_json(const Hop& hop) {
  json out{{"is_believed", hop.is_believed}, {"by", nullptr}, {"from", nullptr},
           {"from_address", nullptr},        {"id", nullptr}, {"at", nullptr}};
  if (!hop.line) return out;
  out["by"] = text_or_null(hop.line->by);
  out["from"] = text_or_null(hop.line->from);
  out["id"] = text_or_null(hop.line->id);
  if (hop.line->from_ip) out["from_address"] = hop.line->from_ip->text();
  if (hop.line->date) out["at"] = rfc3339_seconds(*hop.line->date);
  return out;
}

}  // namespace

std::vector<Hop> hops_of(const std::vector<std::string>& received, const std::vector<IpNetwork>& trusted) {
  mail::HeaderBlock header;
  for (const auto& value : received) header.fields.push_back({.name = "Received", .value = value});
  const auto trace = mail::read_trace(header);
  const auto believed = mail::trusted_hops(trace, trusted).size();
  std::vector<Hop> hops;
  for (const auto& line : trace.fields) hops.push_back({.line = line, .is_believed = hops.size() < believed});
  std::ranges::reverse(hops);
  return hops;
}

std::string hop_table(const std::vector<Hop>& hops) {
  std::vector<Row> rows{{"HOP", "BELIEVED", "BY", "FROM", "AT"}};
  for (const auto& hop : hops) rows.push_back(row_of(rows.size(), hop));
  std::array<std::size_t, kColumns> widths{};
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < kColumns; ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string out;
  for (const auto& row : rows) out += line_of(row, widths);
  return out;
}

json hops_json(const std::vector<Hop>& hops) {
  json out = json::array();
  for (const auto& hop : hops) out.push_back(hop_json(hop));
  return out;
}

}  // namespace cutwatch::cli
