#include "agent/store/awaited_report_column.hpp"

#include <string_view>

namespace cutwatch::store {
namespace {

constexpr std::string_view kPromised = "promised";
constexpr std::string_view kUnpromised = "unpromised";
constexpr std::string_view kPerhapsMissed = "-missed";

}  // namespace

Result<void> add_awaited_report_column(Database& database) {
  return database.execute("ALTER TABLE message ADD COLUMN awaited_report TEXT;");
}

std::string awaited_report_column(const mail::AwaitedReport& awaited) {
  std::string out(awaited.is_promised ? kPromised : kUnpromised);
  if (awaited.is_perhaps_missed) out += kPerhapsMissed;
  return out + " " + awaited.mailbox;
}

std::optional<mail::AwaitedReport> awaited_report_at(const Statement& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  const auto text = row.text(column);
  const auto blank = text.find(' ');
  auto word = std::string_view(text).substr(0, blank);
  const bool is_perhaps_missed = word.ends_with(kPerhapsMissed);
  if (is_perhaps_missed) word.remove_suffix(kPerhapsMissed.size());
  const bool is_sound =
      blank != std::string::npos && blank + 1 < text.size() && (word == kPromised || word == kUnpromised);
  if (!is_sound) return std::nullopt;
  return mail::AwaitedReport{.mailbox = text.substr(blank + 1),
                             .is_promised = word == kPromised,
                             .is_perhaps_missed = is_perhaps_missed};
}

}  // namespace cutwatch::store
