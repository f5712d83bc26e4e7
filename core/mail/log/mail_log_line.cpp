#include "core/mail/log/mail_log_line.hpp"

#include "core/mail/log/exim_line.hpp"
#include "core/mail/log/log_text.hpp"
#include "core/mail/log/opensmtpd_line.hpp"
#include "core/mail/log/postfix_line.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>
#include <array>

namespace cutwatch::mail {
namespace {

constexpr std::size_t kLongest = 65'536;
constexpr std::array<std::string_view, 4> kLevels{"info: ", "warn: ", "fatal: ", "debug: "};

std::string_view bounded(std::string_view line) {
  line = line.substr(0, kLongest);
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string_view last_part(std::string_view tag) { return tag.substr(tag.rfind('/') + 1); }

/// The server whose program the tag names.
std::optional<Mta> mta_by_tag(std::string_view tag) {
  const auto program = last_part(tag);
  if (program == "exim" || program == "exim4") return Mta::exim;
  if (tag == "smtpd" || tag == "opensmtpd") return Mta::opensmtpd;
  if (is_postfix_tag(tag)) return Mta::postfix;
  return std::nullopt;
}

/// What OpenSMTPD itself says where it logs to standard error, as "info: OpenSMTPD 6.8.0p2 starting".
bool is_bare_notice(std::string_view text) {
  return std::ranges::any_of(kLevels, [&](auto level) { return text.starts_with(level); });
}

/// "[31542] " behind the time of Exim's line (log_selector +pid).
void skip_pid(LogLine& line, std::string_view& text) {
  const auto close = text.find(']');
  if (!text.starts_with('[') || close == text.npos || close > 12) return;
  line.pid = text.substr(1, close - 1);
  text = without_blanks_before(text.substr(close + 1));
}

/// Exim's own line: "2026-12-01 20:00:00 words".
std::optional<LogLine> read_main_log(std::string_view text, const LogClock& clock) {
  static constexpr std::size_t kDate = 10;
  if (text.size() <= kDate || text[kDate] != ' ') return std::nullopt;
  const auto time = read_iso_time(text, clock);
  if (!time) return std::nullopt;
  LogLine line{.time = time->time};
  text = without_blanks_before(text.substr(time->length));
  skip_pid(line, text);
  read_exim_line(line, text);
  return line;
}

}  // namespace

LogLine read_mail_log_entry(const SyslogHead& head, const LogClock& clock, std::optional<Mta> given) {
  LogLine line{.time = head.time, .host = head.host, .daemon = last_part(head.tag), .pid = head.pid};
  const auto mta = mta_by_tag(head.tag);
  const auto message = bounded(head.message);
  if (!mta || (given && *given != *mta)) return line;
  switch (*mta) {
    case Mta::postfix: read_postfix_line(line, head.tag, message); break;
    case Mta::opensmtpd: read_opensmtpd_line(line, message); break;
    case Mta::exim: {
      // syslog_timestamp repeats the time.
      const auto inner = read_iso_time(message, clock);
      read_exim_line(line, inner ? without_blanks_before(message.substr(inner->length)) : message);
      break;
    }
  }
  return line;
}

std::optional<LogLine> read_mail_log_line(std::string_view line, const LogClock& clock,
                                          std::optional<Mta> given) {
  const auto text = bounded(line);
  if (given.value_or(Mta::exim) == Mta::exim) {
    if (auto own = read_main_log(text, clock)) return own;
  }
  const bool is_bare = is_opensmtpd_message(text) || (given && is_bare_notice(text));
  if (given.value_or(Mta::opensmtpd) == Mta::opensmtpd && is_bare) {
    LogLine own;
    read_opensmtpd_line(own, text);
    return own;
  }
  const auto head = read_syslog_head(text, clock);
  return head ? std::optional(read_mail_log_entry(*head, clock, given)) : std::nullopt;
}

}  // namespace cutwatch::mail
