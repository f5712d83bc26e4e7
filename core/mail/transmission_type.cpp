#include "core/mail/transmission_type.hpp"

#include "core/text/ascii.hpp"

#include <algorithm>

namespace cutwatch::mail {
namespace {

/// Takes it off the front, if it is there.
bool take(std::string_view& text, std::string_view start) {
  if (!begins_ignoring_case(text, start)) return false;
  text.remove_prefix(start.size());
  return true;
}

}  // namespace

std::optional<bool> is_encrypted(std::string_view with) {
  auto word = trimmed(with);
  word = word.substr(0, std::min(word.find(' '), word.size()));
  if (!take(word, "UTF8")) (void)take(word, "E");
  if (!take(word, "SMTP") && !take(word, "LMTP")) return std::nullopt;
  const bool is_said = take(word, "S");
  (void)take(word, "A");
  if (!word.empty()) return std::nullopt;
  return is_said;
}

}  // namespace cutwatch::mail
