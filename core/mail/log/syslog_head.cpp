#include "core/mail/log/syslog_head.hpp"

#include "core/mail/log/log_text.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>

namespace cutwatch::mail {
namespace {

/// "<22>" (RFC 3164 §4.1.1), "<mail.info>" (FreeBSD).
void skip_priority(std::string_view& text) {
  static constexpr std::size_t kLongest = 24;
  if (!text.starts_with('<')) return;
  const auto close = text.substr(0, kLongest).find('>');
  if (close != text.npos) text.remove_prefix(close + 1);
}

/// "[ID 197553 mail.info] " (Solaris).
void skip_message_number(std::string_view& message) {
  static constexpr std::size_t kLongest = 48;
  if (!message.starts_with("[ID ")) return;
  const auto close = message.substr(0, kLongest).find("] ");
  if (close != message.npos) message = without_blanks_before(message.substr(close + 1));
}

/// "postfix/smtpd[24757]: " at the beginning of the text.
bool take_tag(std::string_view text, SyslogHead& head) {
  const auto end = std::min(text.find_first_of(":[ "), text.size());
  if (end == 0 || end == text.size() || text[end] == ' ') return false;
  head.tag = text.substr(0, end);
  auto rest = text.substr(end);
  if (rest[0] == '[') {
    const auto close = rest.find(']');
    if (close == rest.npos) return false;
    head.pid = rest.substr(1, close - 1);
    rest.remove_prefix(close + 1);
    if (!rest.starts_with(':')) return false;
  }
  head.message = without_blanks_before(rest.substr(1));
  skip_message_number(head.message);
  return true;
}

/// RFC 5424 §6.3: "-", or elements in brackets whose values may have an escaped quote or bracket.
void skip_structured_data(std::string_view& text) {
  if (text.starts_with('-')) return text.remove_prefix(1);
  bool is_quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && is_quoted) {
      ++i;
    } else if (text[i] == '"') {
      is_quoted = !is_quoted;
    } else if (text[i] == ']' && !is_quoted && (i + 1 == text.size() || text[i + 1] == ' ')) {
      return text.remove_prefix(i + 1);
    }
  }
}

std::string_view named(std::string_view word) { return word == "-" ? std::string_view{} : word; }

/// The rest behind "<22>": "1 2026-12-01T20:00:00Z mx postfix/smtpd 24757 - - words".
std::optional<SyslogHead> read_version_1(std::string_view text, const LogClock& clock) {
  text.remove_prefix(2);
  const auto time = read_iso_time(text, clock);
  if (!time) return std::nullopt;
  text = without_blanks_before(text.substr(time->length));
  SyslogHead head{.time = time->time};
  head.host = named(take_word(text));
  head.tag = named(take_word(text));
  head.pid = named(take_word(text));
  take_word(text);
  skip_structured_data(text);
  text = without_blanks_before(text);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  head.message = text;
  return head.tag.empty() ? std::nullopt : std::optional(head);
}

}  // namespace

std::optional<SyslogHead> read_syslog_head(std::string_view line, const LogClock& clock) {
  skip_priority(line);
  if (line.starts_with("1 ")) return read_version_1(line, clock);
  const auto time = read_log_time(line, clock);
  if (!time) return std::nullopt;
  SyslogHead head{.time = time->time};
  auto text = line.substr(time->length);
  if (!text.starts_with(' ')) return std::nullopt;
  text = without_blanks_before(text);
  skip_priority(text);
  text = without_blanks_before(text);
  if (take_tag(text, head)) return head;
  head.host = take_word(text);
  return take_tag(text, head) ? std::optional(head) : std::nullopt;
}

}  // namespace cutwatch::mail
