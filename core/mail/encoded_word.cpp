#include "core/mail/encoded_word.hpp"

#include "core/mail/transfer_encoding.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>
#include <optional>

namespace cutwatch::mail {
namespace {

struct EncodedWord {
  std::string text;
  std::size_t length;  ///< Of the whole word, as it was written.
};

/// "=?charset?B?text?=" at the start of the text.
std::optional<EncodedWord> word_at_start(std::string_view text) {
  const auto charset_end = text.find('?', 2);
  if (charset_end == std::string_view::npos || charset_end + 3 > text.size()) return std::nullopt;
  const char encoding = lower(text[charset_end + 1]);
  if (text[charset_end + 2] != '?' || (encoding != 'b' && encoding != 'q')) return std::nullopt;
  const auto start = charset_end + 3;
  const auto end = text.find("?=", start);
  if (end == std::string_view::npos) return std::nullopt;
  std::string inside(text.substr(start, end - start));
  if (encoding == 'q') std::ranges::replace(inside, '_', ' ');
  return EncodedWord{.text = transfer_decoded(inside, encoding == 'b' ? "base64" : "quoted-printable"),
                     .length = end + 2};
}

}  // namespace

std::string words_decoded(std::string_view text) {
  static constexpr std::size_t kMaxWord = 256;  // RFC 2047 §2 says 75
  std::string out;
  while (!text.empty()) {
    const auto word = text.starts_with("=?") ? word_at_start(text.substr(0, kMaxWord)) : std::nullopt;
    if (!word) {
      out.push_back(text.front());
      text.remove_prefix(1);
      continue;
    }
    out += word->text;
    text.remove_prefix(word->length);
    // RFC 2047 §6.2: blanks between two encoded words are none of the text.
    const auto next = text.find_first_not_of(" \t");
    if (next != std::string_view::npos && text.substr(next).starts_with("=?")) text.remove_prefix(next);
  }
  return out;
}

}  // namespace cutwatch::mail
