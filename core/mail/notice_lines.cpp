#include "core/mail/notice_lines.hpp"

#include "core/mail/mail_lines.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>

namespace cutwatch::mail {
namespace {

constexpr std::size_t kMaxLines = 2000;

/// "> text" quotes a mail; ">>> RCPT TO" is a transcript, "> addr@example.org" an item of a list.
bool is_quoted(std::string_view line) {
  if (!line.starts_with('>') || line.starts_with(">>>")) return false;
  const auto rest = trimmed(line.substr(1));
  return !(rest.contains('@') && rest.find_first_of(" \t") == std::string_view::npos);
}

void append_words(std::string& words, std::string_view line) {
  for (const char c : line) {
    const bool is_blank = c == ' ' || c == '\t';
    if (is_blank && words.ends_with(' ')) continue;
    words.push_back(is_blank ? ' ' : lower(c));
  }
  if (!line.empty()) words.push_back(' ');
}

}  // namespace

std::size_t NoticeLines::line_at(std::size_t position) const {
  const auto after = std::ranges::upper_bound(starts, position);
  return after == starts.begin() ? 0 : static_cast<std::size_t>(after - starts.begin()) - 1;
}

NoticeLines notice_lines(std::string_view text) {
  NoticeLines out;
  while (!text.empty() && out.lines.size() < kMaxLines) {
    const auto whole = take_line(text);
    const auto line = trimmed(whole);
    out.indents.push_back(std::min(whole.find_first_not_of(" \t"), whole.size()));
    out.lines.push_back(is_quoted(line) ? std::string_view() : line);
    out.starts.push_back(out.words.size());
    append_words(out.words, out.lines.back());
  }
  return out;
}

}  // namespace cutwatch::mail
