#include "agent/cli/hop_lines.hpp"

#include "core/text/date.hpp"
#include "core/text/printable.hpp"
#include "core/time/seconds.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <vector>

namespace cutwatch::cli {
namespace {

constexpr std::size_t kLongestName = 64;
constexpr std::size_t kColumns = 7;
using Row = std::array<std::string, kColumns>;

std::string text_or_dash(const std::optional<std::string>& text) {
  return text ? printable(*text, kLongestName) : "-";
}

/// "mail.example.net [192.0.2.1]": the name is what the client claimed, the address what the writer saw.
std::string from_text(const mail::Received& field) {
  if (!field.from && !field.from_ip) return field.has_from ? "?" : "-";
  if (!field.from_ip) return printable(*field.from, kLongestName);
  const auto address = fmt::format("[{}]", field.from_ip->text());
  return field.from ? fmt::format("{} {}", printable(*field.from, kLongestName), address) : address;
}

/// Servers write whole seconds.
std::string to_the_second(Millis delay) { return fmt::format("{:.0f} s", seconds_of(delay)); }

Row row_of(std::size_t number, const mail::HopLine& line) {
  const std::string believed = line.is_believed ? "yes" : "no";
  if (!line.field) return {std::to_string(number), believed, "(cannot be read)", "-", "-", "-", "-"};
  return {std::to_string(number),
          believed,
          text_or_dash(line.field->by),
          from_text(*line.field),
          line.field->date ? rfc3339_seconds(*line.field->date) : "-",
          line.delay ? to_the_second(*line.delay) : "-",
          line.skew ? text_of(*line.skew) : "-"};
}

std::string line_of(const Row& row, const std::array<std::size_t, kColumns>& widths) {
  std::string out;
  for (std::size_t i = 0; i + 1 < kColumns; ++i) out += fmt::format("{:<{}}  ", row[i], widths[i]);
  return out + row.back() + "\n";
}

}  // namespace

std::string hop_lines(const mail::HopTable& table) {
  std::vector<Row> rows{{"HOP", "BELIEVED", "BY", "FROM", "AT", "DELAY", "CLOCK"}};
  for (const auto& line : table.lines) rows.push_back(row_of(rows.size(), line));
  std::array<std::size_t, kColumns> widths{};
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < kColumns; ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string out;
  for (const auto& row : rows) out += line_of(row, widths);
  return out;
}

std::string delays_text(const mail::HopTable& table) {
  std::string out;
  for (const auto& [hop, delay] : table.delays) {
    // Our own clock tells more than seconds.
    const auto text =
        hop == mail::Hop::to_first ? fmt::format("{:.3f} s", seconds_of(delay)) : to_the_second(delay);
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", to_string(hop), text);
  }
  return out.empty() ? "not known" : out;
}

}  // namespace cutwatch::cli
