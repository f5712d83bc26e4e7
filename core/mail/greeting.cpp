#include "core/mail/greeting.hpp"

#include "core/text/ascii.hpp"

#include <algorithm>

namespace cutwatch::mail {
namespace {

constexpr std::size_t kMaxName = 253;
constexpr std::size_t kMaxLabel = 63;

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= kMaxLabel && label.front() != '-' && label.back() != '-' &&
         std::ranges::all_of(label, [](char c) { return is_alphanumeric(c) || c == '-'; });
}

/// At least two labels, of which the last has a letter: an address is no name (RFC 1123 §2.1).
bool is_host_name(std::string_view name) {
  if (name.size() > kMaxName) return false;
  std::size_t labels = 0;
  while (true) {
    const auto dot = std::min(name.find('.'), name.size());
    const auto label = name.substr(0, dot);
    if (!is_label(label)) return false;
    ++labels;
    if (dot == name.size()) return labels > 1 && std::ranges::any_of(label, is_letter);
    name.remove_prefix(dot + 1);
  }
}

}  // namespace

std::string name_in(std::string_view line) {
  auto word = line.substr(0, line.find(' '));
  if (word.ends_with('.')) word.remove_suffix(1);
  if (!is_host_name(word)) return {};
  return lowered(word);
}

std::vector<std::string> Greeting::names() const {
  std::vector<std::string> out;
  for (const auto& line : {banner, ehlo}) {
    auto name = name_in(line);
    if (!name.empty() && std::ranges::find(out, name) == out.end()) out.push_back(std::move(name));
  }
  return out;
}

}  // namespace cutwatch::mail
