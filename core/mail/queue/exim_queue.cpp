#include "core/mail/queue/exim_queue.hpp"

#include "core/text/ascii.hpp"

#include <charconv>
#include <string>
#include <utility>

namespace cutwatch::mail {
namespace {

/// Before a recipient stand eight blanks, "D" or one more, and another; before a message's age three at most.
constexpr std::size_t kRecipientIndent = 8;
constexpr std::size_t kRecipientAt = 10;
/// Exim gives up long before.
constexpr std::uint32_t kMostAge = 99'999;
constexpr std::string_view kFrozen = " *** frozen ***";

std::string_view next_word(std::string_view& text) {
  const auto begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return text = {};
  text.remove_prefix(begin);
  const auto word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  return word;
}

std::optional<std::uint32_t> number(std::string_view text) {
  std::uint32_t value = 0;
  const auto* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  return error == std::errc{} && rest == end ? std::optional(value) : std::nullopt;
}

/// "25m", "4h", "3d".
std::optional<Seconds> age(std::string_view word) {
  if (word.size() < 2) return std::nullopt;
  const auto count = number(word.substr(0, word.size() - 1));
  if (!count || *count > kMostAge) return std::nullopt;
  switch (word.back()) {
    case 'm': return std::chrono::minutes(*count);
    case 'h': return std::chrono::hours(*count);
    case 'd': return std::chrono::days(*count);
    default: return std::nullopt;
  }
}

/// "1xUnsc-0008Bp-14": three groups of letters and digits, of older and newer lengths.
bool is_id(std::string_view word) {
  if (word.size() < 16 || word.size() > 23 || word[6] != '-') return false;
  const auto second = word.find('-', 7);
  if (second == std::string_view::npos || word.find('-', second + 1) != std::string_view::npos) return false;
  for (const char c : word) {
    if (!is_alphanumeric(c) && c != '-') return false;
  }
  return true;
}

/// Below a message: why it could not be read, or an address made of another one, done with (-bpa).
bool is_remark(std::string_view line) {
  return line.starts_with("    *** spool ") || line.starts_with("       +D ");
}

/// What is between the first "<" and the last ">": a sender may be quoted, with brackets in it.
std::optional<std::string_view> bracketed(std::string_view text) {
  const auto open = text.find_first_not_of(' ');
  const auto close = text.rfind('>');
  if (open == std::string_view::npos || text[open] != '<' || close == std::string_view::npos)
    return std::nullopt;
  return text.substr(open + 1, close - open - 1);
}

}  // namespace

std::uint64_t exim_size(std::string_view text) {
  std::uint64_t unit = 1;
  if (text.ends_with('K')) unit = 1024;
  if (text.ends_with('M')) unit = 1024UL * 1024;
  if (text.ends_with('G')) unit = 1024UL * 1024 * 1024;
  if (unit > 1) text.remove_suffix(1);
  const auto dot = text.find('.');
  const auto whole = number(text.substr(0, dot));
  if (!whole) return 0;
  const auto tenths = dot == std::string_view::npos ? 0U : number(text.substr(dot + 1)).value_or(0);
  return *whole * unit + (tenths < 10 ? tenths * unit / 10 : 0);
}

EximQueue::Line EximQueue::begin(std::string_view line) {
  auto rest = line;
  const auto waited = age(next_word(rest));
  const auto size = next_word(rest);
  const auto id = next_word(rest);
  if (!waited || !is_id(id)) return Line::strange;
  QueuedMessage message{.id = std::string(id), .arrived = now_ - *waited, .size = exim_size(size)};
  // Without a sender where the message could not be read.
  if (const auto sender = bracketed(rest)) message.sender = *sender;
  if (rest.ends_with(kFrozen)) message.queue = QueueName::hold;
  ended_ = std::exchange(begun_, std::move(message));
  return Line::read;
}

EximQueue::Line EximQueue::take(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.find_first_not_of(' ') == std::string_view::npos) return Line::read;
  if (begun_ && is_remark(line)) return Line::read;
  if (line.find_first_not_of(' ') < kRecipientIndent) return begin(line);
  if (!begun_) return Line::strange;
  const bool is_done =
      line[kRecipientIndent] == 'D' && line.size() > kRecipientAt && line[kRecipientAt - 1] == ' ';
  const auto at = line.find_first_not_of(' ', is_done ? kRecipientAt - 1 : 0);
  if (!is_done && at != std::string_view::npos && begun_->recipients.size() < kMostRecipients)
    begun_->recipients.push_back({.address = std::string(line.substr(at)), .delay_reason = {}});
  return Line::read;
}

std::optional<QueuedMessage> EximQueue::next(bool is_last) {
  if (ended_) return std::exchange(ended_, std::nullopt);
  return is_last ? std::exchange(begun_, std::nullopt) : std::nullopt;
}

}  // namespace cutwatch::mail
