#include "core/mail/bounce_reply.hpp"

#include "core/mail/enhanced_status.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>
#include <array>

namespace cutwatch::mail {
namespace {

/// RFC 5321 §4.2: a code of class 4 or 5, then a blank or a hyphen and text.
bool is_code_at(std::string_view text, std::size_t at) {
  if (text.size() < at + 4 || (text[at] != '4' && text[at] != '5')) return false;
  if (text[at + 1] > '5' || !is_digit(text[at + 1]) || !is_digit(text[at + 2])) return false;
  return text[at + 3] == ' ' || text[at + 3] == '-' || text[at + 3] == ':' || text[at + 3] == '\t';
}

/// A number is a code after punctuation or before an enhanced one; others count messages or hours.
bool is_reply_at(std::string_view text, std::size_t at) {
  if (!is_code_at(text, at)) return false;
  const auto before = text.substr(0, at).find_last_not_of(" \t");
  if (before == std::string_view::npos) return true;
  const bool touches = before + 1 == at;
  static constexpr std::string_view kAfter = ":;'\"(<#[";
  if (kAfter.contains(text[before]) || (!touches && text[before] == '.')) return true;
  return !touches && !status_of_field(text.substr(at + 4, 16)).empty();
}

/// Less "(in reply to RCPT TO command)", quotes and the marks that Exchange ends with.
std::string_view without_tail(std::string_view reply) {
  const auto small = lowered(reply);
  for (const auto* tail : {"(in reply to ", " giving up on ", ") (expanded from", ") (generated from"}) {
    reply = reply.substr(0, std::min(small.find(tail), reply.size()));
  }
  const auto end = reply.find_last_not_of(" \t'\"#");
  reply = reply.substr(0, end + 1);
  if (reply.ends_with('>') && std::ranges::count(reply, '<') < std::ranges::count(reply, '>'))
    reply.remove_suffix(1);
  if (reply.ends_with(')') && std::ranges::count(reply, '(') < std::ranges::count(reply, ')'))
    reply.remove_suffix(1);
  return trimmed(reply);
}

/// A host name or an address in brackets or plain, at the start of the text.
std::string server_at_start(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t[<"), text.size()));
  auto name = text.substr(0, text.find_first_of(" \t[](),;<>"));
  while (name.ends_with('.') || name.ends_with(':')) name.remove_suffix(1);
  const bool is_server =
      name.find_first_of(".:") != std::string_view::npos && !name.contains('@') && name.size() < 256;
  return is_server ? std::string(name) : std::string();
}

/// "192.0.2.1 does not like recipient.": the word before.
std::string server_at_end(std::string_view text) {
  text = trimmed(text);
  const auto start = text.find_last_of(" \t") + 1;
  return server_at_start(text.substr(start));
}

/// "rejected by the server for the recipient domain example.org by mx.example.org. [192.0.2.1]."
std::string google_peer(std::string_view text, std::string_view small) {
  const auto domain = small.find("for the recipient domain ");
  const auto by = domain == std::string_view::npos ? domain : small.find(" by ", domain);
  return by == std::string_view::npos ? std::string() : server_at_start(text.substr(by + 4));
}

}  // namespace

std::string reply_in(std::string_view text) {
  for (std::size_t at = 0; at + 4 < text.size(); ++at) {
    if (is_reply_at(text, at)) return std::string(without_tail(text.substr(at)));
  }
  return {};
}

std::string remote_server_in(std::string_view text) {
  static constexpr auto kBefore = std::to_array<std::string_view>(
      {"while talking to ", "talking to ", "giving up on ", "connected to ", "remote server at ", "host "});
  static constexpr auto kAfter = std::to_array<std::string_view>(
      {" does not like recipient", " failed after i sent the message", " does not like sender",
       " rejected your message to the following", " gave this error", " said:"});
  const auto small = lowered(text);
  if (auto server = google_peer(text, small); !server.empty()) return server;
  for (const auto phrase : kBefore) {
    const auto at = small.find(phrase);
    if (at == std::string::npos || (at > 0 && small[at - 1] != ' ')) continue;
    if (auto server = server_at_start(text.substr(at + phrase.size())); !server.empty()) return server;
  }
  for (const auto phrase : kAfter) {
    const auto at = small.find(phrase);
    if (at == std::string::npos) continue;
    if (auto server = server_at_end(text.substr(0, at)); !server.empty()) return server;
  }
  return {};
}

}  // namespace cutwatch::mail
