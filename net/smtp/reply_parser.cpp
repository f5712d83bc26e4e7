#include "net/smtp/reply_parser.hpp"

#include "core/text/ascii.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace cutwatch::net {
namespace {

constexpr std::size_t kMaxText = 1024;

/// Takes `.` and 1 to 3 digits off the front of `rest`.
bool take_subcode(std::string_view& rest) {
  if (!rest.starts_with('.')) return false;
  rest.remove_prefix(1);
  const auto end = std::find_if_not(rest.begin(), rest.end(), is_digit);
  const auto digits = static_cast<std::size_t>(end - rest.begin());
  if (digits < 1 || digits > 3) return false;
  rest.remove_prefix(digits);
  return true;
}

}  // namespace

/// One line of a reply, without its line end.
struct SmtpReplyParser::Line {
  int code;
  bool is_last;
  std::string text;
};

std::string_view enhanced_code_of(int code, std::string_view text) {
  if (text.empty() || text.front() - '0' != code / 100) return {};
  std::string_view rest = text.substr(1);
  if (!take_subcode(rest) || !take_subcode(rest)) return {};
  if (!rest.empty() && rest.front() != ' ') return {};
  return text.substr(0, text.size() - rest.size());
}

Result<std::optional<SmtpReplyParser::Line>> SmtpReplyParser::take_line() {
  const std::size_t end = buffer_.find('\n');
  const std::size_t size = end == std::string::npos ? buffer_.size() : end + 1;
  if (size > kMaxReplyLine)
    return fail(FailureKind::malformed, fmt::format("a reply line exceeds {} bytes", kMaxReplyLine));
  if (end == std::string::npos) return std::nullopt;
  std::string line = buffer_.substr(0, end);
  buffer_.erase(0, size);
  bytes_ += size;
  if (line.ends_with('\r')) line.pop_back();
  const bool has_code =
      line.size() >= 3 && line[0] >= '2' && line[0] <= '5' && is_digit(line[1]) && is_digit(line[2]);
  const bool is_separated = line.size() <= 3 || line[3] == ' ' || line[3] == '-';
  if (!has_code || !is_separated) {
    return fail(FailureKind::malformed, fmt::format("not a reply: \"{}\"", printable(line, 80)));
  }
  const int code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
  const bool is_last = line.size() == 3 || line[3] == ' ';  // RFC 5321 §4.2: a code alone is a reply as well.
  return Line{.code = code, .is_last = is_last, .text = line.substr(std::min<std::size_t>(4, line.size()))};
}

Result<void> SmtpReplyParser::add(const Line& line) {
  if (++lines_ > kMaxReplyLines)
    return fail(FailureKind::malformed, fmt::format("a reply exceeds {} lines", kMaxReplyLines));
  if (bytes_ > kMaxReplyBytes)
    return fail(FailureKind::malformed, fmt::format("a reply exceeds {} bytes", kMaxReplyBytes));
  if (lines_ > 1 && line.code != reply_.code) {
    return fail(FailureKind::malformed,
                fmt::format("one reply with two codes, {} and {}", reply_.code, line.code));
  }
  reply_.code = line.code;
  const std::string_view enhanced = enhanced_code_of(line.code, line.text);
  if (reply_.enhanced_code.empty()) reply_.enhanced_code = enhanced;
  std::string_view text = line.text;
  text.remove_prefix(enhanced.size());
  if (text.starts_with(' ')) text.remove_prefix(1);
  if (!text_.empty()) text_ += ' ';
  text_ += text;
  return {};
}

Result<std::optional<mail::SmtpReply>> SmtpReplyParser::next() {
  for (;;) {
    auto taken = take_line();
    if (!taken) return std::unexpected(taken.error());
    const std::optional<Line> line = *std::move(taken);
    if (!line) return std::nullopt;
    if (auto added = add(*line); !added) return std::unexpected(added.error());
    if (!line->is_last) continue;
    reply_.text = printable(std::exchange(text_, {}), kMaxText);
    lines_ = bytes_ = 0;
    return std::exchange(reply_, {});
  }
}

}  // namespace cutwatch::net
