#include "core/mail/header_block.hpp"

#include "core/mail/mail_lines.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>

namespace cutwatch::mail {
namespace {

constexpr std::size_t kMaxFields = 1000;
constexpr std::size_t kMaxValue = 64 * 1024;
constexpr std::size_t kMaxName = 256;

bool is_folded(std::string_view line) { return line.starts_with(' ') || line.starts_with('\t'); }

/// RFC 5322 §2.2 and §4.5 (blanks before the colon): the name's length, 0 where the line is no field.
std::size_t name_length(std::string_view line) {
  const auto colon = line.substr(0, kMaxName).find(':');
  if (colon == std::string_view::npos) return 0;
  const auto name = trimmed(line.substr(0, colon));
  const bool is_name = std::ranges::all_of(name, [](char c) { return c > 0x20 && c < 0x7f; });
  return is_name && !is_folded(line) ? name.size() : 0;
}

bool is_mailbox_separator(std::string_view line) {
  return line.starts_with("From ") || line.starts_with(">From ");
}

}  // namespace

std::optional<std::string_view> HeaderBlock::value_of(std::string_view name) const {
  const auto found = std::ranges::find_if(
      fields, [&](const HeaderField& field) { return equals_ignoring_case(field.name, name); });
  if (found == fields.end()) return std::nullopt;
  return found->value;
}

bool add_line(HeaderBlock& block, std::string_view line) {
  if (is_folded(line) && !block.fields.empty()) {
    continue_last_field(block, line);
    return true;
  }
  const auto length = name_length(line);
  if (length == 0) return false;
  if (block.fields.size() >= kMaxFields) return true;
  const auto value = trimmed(line.substr(line.find(':') + 1)).substr(0, kMaxValue);
  block.fields.push_back({.name = std::string(line.substr(0, length)), .value = std::string(value)});
  return true;
}

void continue_last_field(HeaderBlock& block, std::string_view line) {
  const auto more = trimmed(line);
  if (block.fields.empty() || more.empty()) return;
  auto& value = block.fields.back().value;
  if (value.size() + more.size() >= kMaxValue) return;
  if (!value.empty()) value.push_back(' ');
  value.append(more);
}

HeaderBlock take_header(std::string_view& text) {
  HeaderBlock block;
  while (!text.empty()) {
    auto rest = text;
    const auto line = take_line(rest);
    if (line.empty()) {
      text = rest;
      break;
    }
    if (!add_line(block, line) && !is_mailbox_separator(line)) break;
    text = rest;
  }
  return block;
}

}  // namespace cutwatch::mail
