#include "core/mail/log/postfix_reject.hpp"

#include "core/mail/log/log_text.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace cutwatch::mail {
namespace {

constexpr std::array<std::string_view, 3> kTails{"; from=<", "; to=<", "; proto="};

bool is_command(std::string_view word) {
  return !word.empty() &&
         std::ranges::all_of(word, [](char c) { return (c >= 'A' && c <= 'Z') || c == '-'; });
}

/// Where "; from=<..> to=<..> proto=ESMTP helo=<..>" begins.
std::size_t tail_at(std::string_view text) {
  auto first = text.size();
  for (const auto mark : kTails) first = std::min(first, find_outside_brackets(text.substr(0, first), mark));
  return first;
}

/// One "key=value" of a tail; false where there is none.
bool take_fact(LogLine& line, std::string_view& text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == ',' || text.front() == ';')) {
    text.remove_prefix(1);
  }
  const auto equals = text.find('=');
  if (equals == text.npos || text.substr(0, equals).find_first_of(" :<") != text.npos) return false;
  const auto key = text.substr(0, equals);
  text.remove_prefix(equals + 1);
  auto value = take_bracketed(text);
  if (!value && text.starts_with('<')) {
    value = std::exchange(text, {}).substr(1);
  } else if (!value) {
    const auto end = std::min(text.find_first_of(" ,:"), text.size());
    value = text.substr(0, end);
    text.remove_prefix(end);
  }
  if (key == "from" && !line.from) line.from = value;
  if (key == "to" && !line.to) line.to = value;
  if (key == "proto" && line.protocol.empty()) line.protocol = *value;
  if (key == "helo" && line.helo.empty()) line.helo = *value;
  if (key == "sasl_username" && line.login.empty()) line.login = *value;
  return true;
}

void read_tail(LogLine& line, std::string_view& text) {
  while (take_fact(line, text)) {
  }
}

/// "header Subject: words from name[192.0.2.1]; from=<..> ... helo=<..>: 5.7.1 words".
void read_content(LogLine& line, std::string_view text) {
  const auto tail = text.rfind("; from=<");
  const auto from = text.substr(0, tail).rfind(" from ");
  if (from != text.npos && tail != text.npos) {
    auto client = text.substr(from + 6, tail - from - 6);
    line.client = log_host(client);
  }
  if (tail == text.npos) return;
  auto rest = text.substr(tail);
  read_tail(line, rest);
  if (rest.starts_with(": ")) line.reply = rest.substr(2);
}

}  // namespace

void read_postfix_reject(LogLine& line, std::string_view text) {
  line.stage = take_word(text);
  if (!is_command(line.stage)) return read_content(line, text);
  if (text.starts_with("from ")) {
    text.remove_prefix(5);
    line.client = take_log_host(text);
  }
  if (text.starts_with(':')) text.remove_prefix(1);
  text = without_blanks_before(text);
  const auto tail = tail_at(text);
  line.reply = text.substr(0, tail);
  auto rest = text.substr(tail);
  read_tail(line, rest);
}

}  // namespace cutwatch::mail
