#include "core/cutover/bypass/entry_mail.hpp"

#include "core/text/printable.hpp"

#include <algorithm>
#include <cstddef>

namespace cutwatch::cutover {
namespace {

constexpr std::size_t kLongestName = 128;

}  // namespace

std::optional<mail::BypassMail> bypass_of(const Entry& entry, std::string_view message_id,
                                          std::optional<WallTime> filed, const StrayTimes& times,
                                          WallTime now) {
  const auto& line = entry.line;
  const auto at = std::min(line.date.value_or(filed.value_or(now)), now);
  const auto kind = legality_at(times, at);
  if (!kind) return std::nullopt;
  return mail::BypassMail{.at = at,
                          .address = line.from_ip ? unmapped(*line.from_ip).text() : "",
                          .queue_id = printable(line.id.value_or(""), kLongestName),
                          .message_id = printable(message_id, kLongestName),
                          .kind = *kind};
}

}  // namespace cutwatch::cutover
