#pragma once
#include "core/mail/queue/queued_message.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace cutwatch::mail {

/// Reads what `exim -bp` lists, line by line (Exim specification, 5.1 "-bp"):
///
///     25m  2.9K 0t5C6f-0000c8-00 <alice@example.net> *** frozen ***
///            D brutus@example.org
///              caesar@example.org
///
/// Ages are whole minutes, hours or days. Recipients with a D are done with, and left out. Of each line only
/// what stands in Exim's own columns is believed: senders and recipients are strangers' text.
class EximQueue {
 public:
  /// Ages are counted back from `now`.
  explicit EximQueue(WallTime now) : now_(now) {}

  enum class Line : std::uint8_t { read, strange };

  /// A line without its "\n". Strange: it is no line of such a list.
  Line take(std::string_view line);
  /// The message that has ended with the last line, if one has; the one that is still being read once
  /// `is_last`.
  std::optional<QueuedMessage> next(bool is_last = false);

 private:
  Line begin(std::string_view line);
  WallTime now_;
  std::optional<QueuedMessage> begun_;
  std::optional<QueuedMessage> ended_;
};

/// "2.9K" in octets, 0 for what is none. Pure.
std::uint64_t exim_size(std::string_view text);

}  // namespace cutwatch::mail
