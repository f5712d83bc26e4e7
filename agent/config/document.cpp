#include "agent/config/document.hpp"

#include "core/text/printable.hpp"
#include "core/text/quoted.hpp"

#include <fmt/core.h>
#include <toml++/toml.h>

#include <algorithm>
#include <optional>

namespace cutwatch::config {
namespace {

constexpr std::size_t kMaxDotsPerLine = 16;
constexpr std::size_t kMaxShown = 60;

/// toml++ 3.3 bounds how deep brackets nest, but not dotted keys: a key of 100,000 dots overflows its stack.
/// No key of ours has more than a few, and no value holds a dot outside quotes. (A line of a multi-line
/// string counts as if it stood outside: nothing here takes such strings.)
std::size_t unquoted_dots(std::string_view line) {
  std::size_t dots = 0;
  char quote = 0;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char c = line[at];
    if (quote != 0) {
      if (c == '\\' && quote == '"') ++at;
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '#') {
      break;
    } else if (c == '.') {
      ++dots;
    }
  }
  const bool is_open = quote != 0;
  return is_open ? static_cast<std::size_t>(std::ranges::count(line, '.')) : dots;
}

std::optional<SyntaxError> too_deep(std::string_view text) {
  for (std::uint32_t line = 1; !text.empty(); ++line) {
    const auto end = std::min(text.find('\n'), text.size());
    if (unquoted_dots(text.substr(0, end)) > kMaxDotsPerLine) {
      return SyntaxError{{line, 1},
                         fmt::format("more than {} dots outside quotes in one line", kMaxDotsPerLine)};
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return std::nullopt;
}

Position position(const toml::source_region& region) {
  return {std::max(1U, static_cast<unsigned>(region.begin.line)),
          std::max(1U, static_cast<unsigned>(region.begin.column))};
}

/// The instant, when the text says which: a date-time without a zone means another instant on every host.
std::optional<WallTime> instant(const toml::date_time& written) {
  if (!written.offset) return std::nullopt;
  const auto& [date, time] = std::tie(written.date, written.time);
  const std::chrono::sys_days day{std::chrono::year{date.year} / date.month / date.day};
  return day + std::chrono::hours{time.hour} + std::chrono::minutes{time.minute} + Seconds{time.second} +
         Millis{time.nanosecond / 1'000'000} - std::chrono::minutes{written.offset->minutes};
}

Node converted(const toml::node& node);

Table converted_table(const toml::table& table) {
  Table out;
  for (const auto& [key, value] : table) {
    out.members.push_back({std::string(key.str()), position(key.source()), converted(value)});
  }
  return out;
}

List converted_list(const toml::array& array) {
  List out;
  for (const auto& item : array) out.items.push_back(converted(item));
  return out;
}

Node converted(const toml::node& node) {
  const auto at = position(node.source());
  if (const auto* table = node.as_table()) return {at, converted_table(*table)};
  if (const auto* array = node.as_array()) return {at, converted_list(*array)};
  if (const auto text = node.value_exact<std::string>()) return {at, *text};
  if (const auto number = node.value_exact<std::int64_t>()) return {at, *number};
  if (const auto flag = node.value_exact<bool>()) return {at, *flag};
  if (const auto written = node.value_exact<toml::date_time>()) {
    if (const auto when = instant(*written)) return {at, *when};
    return {at, Other{"a date-time without a zone"}};
  }
  if (node.is_floating_point()) return {at, Other{"a number with a fraction"}};
  return {at, Other{node.is_date() ? "a date without a time" : "a time without a date"}};
}

}  // namespace

std::expected<Node, SyntaxError> parse_document(std::string_view text) {
  if (auto error = too_deep(text)) return std::unexpected(*std::move(error));
  try {
    return converted(toml::parse(text));
  } catch (const toml::parse_error& error) {
    return std::unexpected(SyntaxError{position(error.source()), printable(error.description())});
  }
}

std::string describe(const Node& node) {
  struct {
    std::string operator()(const Table&) const { return "a table"; }
    std::string operator()(const List&) const { return "an array"; }
    std::string operator()(const std::string& text) const { return quoted(text, kMaxShown); }
    std::string operator()(std::int64_t number) const { return std::to_string(number); }
    std::string operator()(bool flag) const { return flag ? "true" : "false"; }
    std::string operator()(WallTime) const { return "a date-time"; }
    std::string operator()(const Other& other) const { return std::string(other.kind); }
  } describe_value;
  return std::visit(describe_value, node.value);
}

}  // namespace cutwatch::config
