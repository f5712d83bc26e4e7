#include "agent/cli/json_id.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace cutwatch::cli {
namespace {

using nlohmann::json;

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kPunctuation = "{}[]:,";

/// With both quotes, as far as they are there.
std::size_t string_length(std::string_view text) {
  std::size_t at = 1;
  while (at < text.size() && text[at] != '"') at += text[at] == '\\' ? 2 : 1;
  return std::min(at + 1, text.size());
}

/// Takes the next string, punctuation mark, number or word; nullopt at the end.
std::optional<std::string_view> take_token(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  if (text.empty()) return std::nullopt;
  std::size_t length = 1;
  if (text[0] == '"') {
    length = string_length(text);
  } else if (!kPunctuation.contains(text[0])) {
    length = std::min(text.find_first_of(" \t\r\n{}[]:,\""), text.size());
  }
  const auto token = text.substr(0, length);
  text.remove_prefix(length);
  return token;
}

/// Takes digits; false when there is none.
bool take_digits(std::string_view& text) {
  const auto count = std::min(text.find_first_not_of("0123456789"), text.size());
  text.remove_prefix(count);
  return count > 0;
}

bool take_one_of(std::string_view& text, std::string_view characters) {
  if (text.empty() || !characters.contains(text[0])) return false;
  text.remove_prefix(1);
  return true;
}

/// RFC 8259 §6.
bool is_number(std::string_view text) {
  take_one_of(text, "-");
  if (!take_one_of(text, "0") && !take_digits(text)) return false;
  if (take_one_of(text, ".") && !take_digits(text)) return false;
  if (!take_one_of(text, "eE")) return text.empty();
  take_one_of(text, "+-");
  return take_digits(text) && text.empty();
}

/// A string with escapes for what is not printable ASCII; any other token as it is.
std::string in_ascii(std::string_view token) {
  const auto is_plain = [](char c) { return c >= 0x20 && c < 0x7f; };
  if (std::ranges::all_of(token, is_plain)) return std::string(token);
  return json::parse(token).dump(-1, ' ', true);
}

bool is_id(std::string_view key) { return json::parse(key) == "id"; }

/// Takes the next value, whatever is in it.
std::string take_value(std::string_view& text) {
  std::string value;
  int depth = 0;
  do {
    const auto token = take_token(text);
    if (!token) break;
    if (*token == "{" || *token == "[") ++depth;
    if (*token == "}" || *token == "]") --depth;
    value += in_ascii(*token);
  } while (depth > 0);
  return value;
}

}  // namespace

std::string without_numbers(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (const auto token = take_token(text)) {
    out += is_number(*token) ? "0" : *token;
    out += ' ';  // what stood apart is not to become one
  }
  return out;
}

std::string id_text(std::string_view object) {
  std::string id = "null";
  object.remove_prefix(std::min(object.find('{') + 1, object.size()));  // a byte order mark may precede it
  auto key = take_token(object);
  while (key && *key != "}") {
    take_token(object);  // the colon
    auto value = take_value(object);
    if (is_id(*key)) id = std::move(value);
    if (take_token(object) != ",") break;
    key = take_token(object);
  }
  return id;
}

}  // namespace cutwatch::cli
