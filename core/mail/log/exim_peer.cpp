#include "core/mail/log/exim_peer.hpp"

#include "core/mail/log/log_text.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>

namespace cutwatch::mail {
namespace {

/// Of a greeting that Exim keeps; longer ones are none that it wrote.
constexpr std::size_t kLongestHelo = 1024;

/// "[192.0.2.1]:25000" at the text's beginning; it is taken away.
bool take_address(std::string_view& text, LogHost& host) {
  if (!text.starts_with('[')) return false;
  const auto close = text.find(']');
  if (close == text.npos) return false;
  const auto address = address_in(text.substr(1, close - 1));
  if (address.empty()) return false;
  host.address = address;
  text.remove_prefix(close + 1);
  auto end = std::size_t{1};
  while (end < text.size() && is_digit(text[end])) ++end;
  if (text.starts_with(':') && end > 1) {
    host.port = port_of(text.substr(1, end - 1));
    text.remove_prefix(end);
  }
  return true;
}

/// "(helo) [192.0.2.1]": where a parenthesis closes again behind the address, that was still the HELO.
bool take_helo_and_address(std::string_view& text, EximPeer& peer) {
  bool is_found = false;
  auto rest = text;
  for (auto close = text.substr(0, kLongestHelo).find(") ["); close != text.npos;
       close = text.substr(0, kLongestHelo).find(") [", close + 1)) {
    auto behind = text.substr(close + 2);
    LogHost host = peer.host;
    if (!take_address(behind, host)) continue;
    // The first one stands unless a further one follows it at once: "(x) [192.0.2.9] (y) [192.0.2.1]".
    if (is_found && !rest.starts_with(" (")) break;
    is_found = true;
    peer.host = host;
    peer.helo = text.substr(1, close - 1);
    rest = behind;
  }
  if (is_found) text = rest;
  return is_found;
}

}  // namespace

EximPeer take_exim_peer(std::string_view& text) {
  EximPeer peer;
  if (!text.starts_with('[') && !text.starts_with('(')) {
    peer.host.name = take_word(text);
    if (!text.starts_with('[') && !text.starts_with('(')) return peer;
  }
  if (text.starts_with('(')) {
    if (!take_helo_and_address(text, peer)) take_word(text);
  } else {
    take_address(text, peer.host);
  }
  text = without_blanks_before(text);
  return peer;
}

}  // namespace cutwatch::mail
