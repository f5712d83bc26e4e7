#include "core/mail/pasted_code.hpp"

#include <algorithm>

namespace cutwatch::mail {
namespace {

constexpr std::string_view kBetween = " \t-:,;()<>\"'";
constexpr std::size_t kBasicLength = 3;
constexpr int kDotsInEnhanced = 2;

/// The next word of digits and dots; empty where the text goes on with anything else.
std::string take_number(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBetween), text.size()));
  const auto end = std::min(text.find_first_of(kBetween), text.size());
  auto word = text.substr(0, end);
  if (word.ends_with('.')) word.remove_suffix(1);
  if (word.find_first_not_of("0123456789.") != std::string_view::npos) return {};
  text.remove_prefix(end);
  return std::string(word);
}

bool is_basic(std::string_view word) { return word.size() == kBasicLength && !word.contains('.'); }

bool is_enhanced(std::string_view word) {
  return std::ranges::count(word, '.') == kDotsInEnhanced && !word.contains("..") && !word.starts_with('.') &&
         !word.ends_with('.');
}

}  // namespace

PastedCode pasted_code(std::string_view text) {
  auto first = take_number(text);
  if (is_enhanced(first)) return {.basic = "", .enhanced = std::move(first)};
  if (!is_basic(first)) return {};
  auto second = take_number(text);
  const bool belongs = is_enhanced(second) && second.front() == first.front();
  return {.basic = std::move(first), .enhanced = belongs ? std::move(second) : ""};
}

}  // namespace cutwatch::mail
