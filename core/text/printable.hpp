#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace cutwatch {

/// The text with every byte outside printable ASCII written as `\xNN`, cut at `max` bytes of output ("..."
/// marks the cut). Every string that came from a network, a mailbox or a log passes through here before it
/// reaches a label, a log line, JSON or a terminal: prometheus-cpp, for one, writes raw bytes that make a
/// whole scrape invalid.
std::string printable(std::string_view bytes, std::size_t max = 256);

}  // namespace cutwatch
