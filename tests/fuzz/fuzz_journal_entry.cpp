// Entries of the systemd journal. Whatever an entry holds, it is one line with a head that the readers of
// logs take for the entry's own, and a cursor that can be kept.
#include "core/mail/log/mail_log_line.hpp"
#include "net/log/journal_cursor.hpp"
#include "net/log/journal_entry.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

using namespace cutwatch;

void require(bool holds) {
  if (!holds) std::abort();
}

bool is_visible(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

/// The host, the program and the process are words, so that no message begins before it does.
void check_head(const net::JournalEntry& entry) {
  const mail::LogClock clock(WallTime(std::chrono::seconds(1'796'155'200)));
  const auto head = mail::read_syslog_head(entry.line, clock);
  require(head.has_value() && head->time == std::chrono::floor<std::chrono::seconds>(entry.at));
  for (const auto word : {head->host, head->tag, head->pid})
    require(word.find(' ') == std::string_view::npos);
  require(mail::read_mail_log_line(entry.line, clock, mail::Mta::postfix).has_value());
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer looks for this name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto entry = net::parse_journal_entry({reinterpret_cast<const char*>(data), size});
  if (!entry) return 0;
  require(entry->line.find('\n') == std::string::npos);
  require(entry->cursor.size() <= net::kMostOfCursor && is_visible(entry->cursor));
  check_head(*entry);
  return 0;
}
