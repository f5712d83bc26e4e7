#include "core/mail/trace_peer.hpp"

#include "core/mail/trace_tokens.hpp"
#include "core/mail/unbracketed.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>
#include <array>

namespace cutwatch::mail {
namespace {

constexpr std::array<std::string_view, 3> kGreetings{"helo", "ehlo", "lhlo"};

/// With a zone, or a port behind an IPv4 address.
std::optional<IpAddress> ip_of(std::string_view text) {
  text = text.substr(0, text.find('%'));
  if (lowered(text.substr(0, 5)) == "ipv6:") text.remove_prefix(5);
  if (const auto ip = IpAddress::parse(text)) return *ip;
  const auto colon = text.find(':');
  if (colon == text.npos || text.find(':', colon + 1) != text.npos) return std::nullopt;
  const auto ip = IpAddress::parse(text.substr(0, colon));
  return ip ? std::optional(*ip) : std::nullopt;
}

/// "192.0.2.1", "192.0.2.1:25000", "ident@192.0.2.1".
std::optional<IpAddress> bare_ip(std::string_view word) {
  if (word.ends_with(',')) word.remove_suffix(1);
  const auto at = word.rfind('@');
  return ip_of(at == word.npos ? word : word.substr(at + 1));
}

bool is_greeting(std::string_view word) {
  return std::ranges::find(kGreetings, lowered(word)) != kGreetings.end();
}

}  // namespace

std::optional<IpAddress> bracketed_ip(std::string_view word) {
  const auto open = word.rfind('[');
  if (open == word.npos) return std::nullopt;
  const auto close = word.find(']', open);
  if (close == word.npos) return std::nullopt;
  return ip_of(word.substr(open + 1, close - open - 1));
}

TracePeer peer_of(std::string_view comment) {
  TracePeer peer;
  bool is_first = true;
  const auto words = words_of_comment(comment);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto& word = words[i];
    const auto equals = word.find('=');
    if (equals != word.npos) {
      // Exim writes it last, and as it came, blanks and all.
      if (lowered(word.substr(0, equals)) == "ident") break;
      if (is_greeting(word.substr(0, equals))) peer.helo = unbracketed(word.substr(equals + 1));
      continue;
    }
    if (is_greeting(word)) {
      if (++i < words.size()) peer.helo = unbracketed(words[i]);
      continue;
    }
    if (const auto ip = bracketed_ip(word)) {
      peer.ip = ip;
    } else if (is_first) {
      peer.ip = bare_ip(word);
    }
    is_first = false;
  }
  return peer;
}

}  // namespace cutwatch::mail
