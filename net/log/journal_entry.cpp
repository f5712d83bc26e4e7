#include "net/log/journal_entry.hpp"

#include "core/text/date.hpp"
#include "net/log/journal_cursor.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <optional>

namespace cutwatch::net {
namespace {

using Json = nlohmann::json;

/// Until the year 2200: what comes later does not fit what is reckoned with it.
constexpr std::int64_t kMostMicros = 7'258'118'400'000'000;

std::string octets(const Json& array) {
  std::string out;
  for (const auto& each : array) {
    const bool is_octet = each.is_number_integer() && each >= 0 && each <= 255;
    out.push_back(is_octet ? static_cast<char>(each.get<int>()) : '?');
  }
  return out;
}

/// A field's value as text; of one that was given several times the first.
std::optional<std::string> field(const Json& entry, const char* name) {
  const auto found = entry.find(name);
  if (found == entry.end()) return std::nullopt;
  const bool has_several = found->is_array() && !found->empty() && !found->front().is_number();
  const auto& value = has_several ? found->front() : *found;
  if (value.is_string()) return value.get<std::string>();
  return value.is_array() ? std::optional(octets(value)) : std::nullopt;
}

std::optional<std::string> first_of(const Json& entry, std::initializer_list<const char*> names) {
  for (const auto* name : names) {
    if (auto found = field(entry, name); found && !found->empty()) return found;
  }
  return std::nullopt;
}

std::optional<std::int64_t> micros(const Json& entry) {
  const auto text = field(entry, "__REALTIME_TIMESTAMP");
  if (!text) return std::nullopt;
  std::int64_t value = 0;
  const auto* const end = text->data() + text->size();
  const auto [rest, error] = std::from_chars(text->data(), end, value);
  if (error != std::errc{} || rest != end || value < 0 || value > kMostMicros) return std::nullopt;
  return value;
}

/// What stands before the message must not look like its end.
std::string word(std::string text) {
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == ':' || c == '[' || c == ']'; },
      '_');
  return text;
}

std::string one_line(std::string_view message) {
  std::string out;
  out.reserve(message.size());
  for (const char c : message) {
    if (c == '\n') out += "#012";
    if (c != '\n') out.push_back(c);
  }
  return out;
}

std::string time_text(std::int64_t micros_since_epoch) {
  constexpr std::int64_t kMicrosOfSecond = 1'000'000;
  auto text = rfc3339_seconds(WallTime(Seconds(micros_since_epoch / kMicrosOfSecond)));
  text.pop_back();  // "Z"
  return fmt::format("{}.{:06}+00:00", text, micros_since_epoch % kMicrosOfSecond);
}

}  // namespace

Result<JournalEntry> parse_journal_entry(std::string_view json) {
  const auto entry = Json::parse(json, nullptr, false);
  if (!entry.is_object()) return fail(FailureKind::malformed, "no JSON object");
  const auto at = micros(entry);
  if (!at) return fail(FailureKind::malformed, "an entry without a time");
  const auto message = field(entry, "MESSAGE");
  const auto pid = first_of(entry, {"SYSLOG_PID", "_PID"});
  JournalEntry out;
  out.line = fmt::format("{} {} {}{}: {}", time_text(*at), word(first_of(entry, {"_HOSTNAME"}).value_or("-")),
                         word(first_of(entry, {"SYSLOG_IDENTIFIER", "_COMM"}).value_or("-")),
                         pid ? "[" + word(*pid) + "]" : "", one_line(message.value_or("")));
  out.at = WallTime(std::chrono::floor<Millis>(Micros(*at)));
  out.is_shortened = !message && entry.contains("MESSAGE");
  auto cursor = field(entry, "__CURSOR").value_or("");
  const bool can_be_kept = cursor.size() <= kMostOfCursor &&
                           std::ranges::all_of(cursor, [](char c) { return c > ' ' && c < '\x7f'; });
  if (can_be_kept) out.cursor = std::move(cursor);
  return out;
}

}  // namespace cutwatch::net
