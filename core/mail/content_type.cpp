#include "core/mail/content_type.hpp"

#include "core/text/ascii.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::mail {
namespace {

constexpr std::size_t kMaxParameters = 64;

/// Takes a quoted string (RFC 5322 §3.2.4); without its end all the rest is taken.
std::string take_quoted(std::string_view& text) {
  std::string out;
  std::size_t at = 1;
  for (; at < text.size() && text[at] != '"'; ++at) {
    if (text[at] == '\\' && at + 1 < text.size()) ++at;
    out.push_back(text[at]);
  }
  text.remove_prefix(std::min(at + 1, text.size()));
  return out;
}

std::string take_value(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  if (text.starts_with('"')) return take_quoted(text);
  const auto end = std::min(text.find(';'), text.size());
  const auto value = trimmed(text.substr(0, end));
  text.remove_prefix(end);
  return std::string(value);
}

std::string_view without_comment(std::string_view text) { return trimmed(text.substr(0, text.find('('))); }

/// RFC 2231 §4: charset'language'percent-encoded. The charset is not looked at.
std::string percent_decoded(std::string_view text) {
  const auto first = text.find('\'');
  const auto second = first == std::string_view::npos ? first : text.find('\'', first + 1);
  if (second != std::string_view::npos) text.remove_prefix(second + 1);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_code =
        text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0;
    out.push_back(is_code ? static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]))
                          : text[i]);
    if (is_code) i += 2;
  }
  return out;
}

const std::string* exact(const std::vector<HeaderField>& parameters, std::string_view name) {
  const auto found = std::ranges::find(parameters, name, &HeaderField::name);
  return found == parameters.end() ? nullptr : &found->value;
}

}  // namespace

std::optional<std::string> ContentType::parameter(std::string_view name) const {
  if (const auto* value = exact(parameters, name)) return *value;
  if (const auto* value = exact(parameters, fmt::format("{}*", name))) return percent_decoded(*value);
  std::optional<std::string> joined;
  for (std::size_t piece = 0; piece < parameters.size(); ++piece) {
    const auto* plain = exact(parameters, fmt::format("{}*{}", name, piece));
    const auto* encoded = exact(parameters, fmt::format("{}*{}*", name, piece));
    if (plain == nullptr && encoded == nullptr) break;
    joined = joined.value_or("") + (plain != nullptr ? *plain : percent_decoded(*encoded));
  }
  return joined;
}

ContentType read_content_type(std::string_view value) {
  ContentType out;
  const auto end = std::min(value.find(';'), value.size());
  out.type = lowered(without_comment(value.substr(0, end)));
  value.remove_prefix(end);
  while (value.starts_with(';') && out.parameters.size() < kMaxParameters) {
    value.remove_prefix(1);
    const auto name_end = std::min(value.find_first_of("=;"), value.size());
    const auto name = lowered(trimmed(value.substr(0, name_end)));
    value.remove_prefix(name_end);
    if (!value.starts_with('=')) continue;
    value.remove_prefix(1);
    out.parameters.push_back({.name = name, .value = take_value(value)});
    value.remove_prefix(std::min(value.find(';'), value.size()));
  }
  return out;
}

}  // namespace cutwatch::mail
