#include "core/mail/log/exim_peer.hpp"

#include "core/mail/log/log_text.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>
#include <array>

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

/// What Exim writes behind a host.
constexpr std::array<std::string_view, 9> kBehindHost{
    " I=[", " D=", " U=", " P=", " X=", " F=<", " rejected ", " temporarily ", ": "};

/// Where something that Exim writes behind a host begins first, at `from` or later.
std::size_t end_of_host(std::string_view text, std::size_t from) {
  auto end = text.size();
  for (const auto mark : kBehindHost) end = std::min(end, text.substr(0, end).find(mark, from));
  return std::min(end, text.size());
}

/// "(helo) [192.0.2.1]": where a parenthesis closes again behind the address, that was still the HELO.
bool take_helo_and_address(std::string_view& text, EximPeer& peer) {
  bool is_found = false;
  auto rest = text;
  auto limit = text.substr(0, kLongestHelo);
  for (auto close = limit.find(") ["); close != limit.npos; close = limit.find(") [", close + 1)) {
    auto behind = text.substr(close + 2);
    LogHost host = peer.host;
    if (!take_address(behind, host)) continue;
    if (!is_found) limit = limit.substr(0, end_of_host(limit, text.size() - behind.size()));
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
