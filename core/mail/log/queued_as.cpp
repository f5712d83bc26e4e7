#include "core/mail/log/queued_as.hpp"

#include "core/text/ascii.hpp"

#include <algorithm>

namespace cutwatch::mail {
namespace {

constexpr std::string_view kBeforeId[] = {"queued as ", "OK id=", "InternalId="};
constexpr std::string_view kBehindId[] = {" Message accepted for delivery", " - gsmtp"};
/// Of an id that anybody gives.
constexpr std::size_t kLongestId = 64;

bool is_id_character(char c) { return is_alphanumeric(c) || c == '-' || c == '.' || c == '_'; }

std::string_view leading_id(std::string_view text) {
  const auto* const end = std::ranges::find_if_not(text, is_id_character);
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

std::string_view last_word(std::string_view text) { return text.substr(text.rfind(' ') + 1); }

}  // namespace

std::string_view queued_as(std::string_view reply) noexcept {
  std::string_view id;
  for (const auto words : kBeforeId) {
    if (const auto at = reply.find(words); id.empty() && at != reply.npos)
      id = leading_id(reply.substr(at + words.size()));
  }
  for (const auto words : kBehindId) {
    const auto at = reply.find(words);
    if (!id.empty() || at == reply.npos) continue;
    const auto word = last_word(reply.substr(0, at));
    if (leading_id(word) == word) id = word;
  }
  return id.size() <= kLongestId ? id : std::string_view{};
}

}  // namespace cutwatch::mail
