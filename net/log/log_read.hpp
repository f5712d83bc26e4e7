#pragma once
#include "core/failure/failure.hpp"
#include "core/observation/log_position.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cutwatch::net {

/// Lines that were logged and cannot be read any more, or that nobody knows of whether there were any.
struct LogGap {
  enum class Cause : std::uint8_t {
    gone,        ///< the file that was read last is nowhere any more: deleted, or rotated away
    cut,         ///< the file was cut short in place, and no copy of it was found beside it
    compressed,  ///< a file that was begun and rotated meanwhile is there in compressed form only
    forgotten,   ///< the journal holds the entry that was read last no more
  };
  Cause cause;
  std::string where;  ///< The path, or "journal". Printable.
  friend bool operator==(const LogGap&, const LogGap&) = default;
};

/// The value of a `cause` label: "gone", "cut" ...
std::string_view to_string(LogGap::Cause cause) noexcept;

/// What came of one look at a log, in the order of its members: the gaps lie before the lines.
struct LogRead {
  std::vector<LogGap> gaps{};
  /// Whole lines, each with the "\n" that ends it; NULs and all else as they were logged.
  std::string text{};
  std::uint64_t shortened = 0;   ///< Lines that were longer than kMostOfLine: their first octets are there.
  std::uint64_t unreadable = 0;  ///< Entries of a journal that journalctl did not write as it should.
  std::optional<LogPosition> position{};  ///< Behind the text; none of what cannot be read twice.
  /// Octets known to be there and not read yet; 1 where there are some, nobody knows how many.
  std::uint64_t behind = 0;
  std::optional<Failure> failure{};  ///< Why it cannot be read at the moment; none: it can.
  bool is_over = false;              ///< Nothing will come any more: not to be asked again.
};

/// Calls `take` with each line of such a text, without the "\n".
template <class Take>
void each_line(std::string_view text, Take take) {
  while (!text.empty()) {
    const auto end = text.find('\n');
    take(text.substr(0, end));
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

}  // namespace cutwatch::net
