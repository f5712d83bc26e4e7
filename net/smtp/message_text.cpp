#include "net/smtp/message_text.hpp"

#include <algorithm>

namespace cutwatch::net {

MessageText message_text(std::string_view message) {
  MessageText text;
  text.bytes.reserve(message.size() + message.size() / 16 + 8);
  while (!message.empty()) {
    const std::size_t end = std::min(message.find_first_of("\r\n"), message.size());
    if (message.front() == '.') text.bytes += '.';
    text.bytes += message.substr(0, end);
    text.bytes += "\r\n";
    text.size += end + 2;
    const bool is_pair = message.substr(end).starts_with("\r\n");
    message.remove_prefix(std::min(message.size(), end + (is_pair ? 2 : 1)));
  }
  text.has_eight_bit =
      std::ranges::any_of(text.bytes, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  text.bytes += ".\r\n";
  return text;
}

}  // namespace cutwatch::net
