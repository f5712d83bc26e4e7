#include "core/mail/log/postfix_line.hpp"

#include "core/mail/log/log_text.hpp"
#include "core/mail/log/postfix_reject.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace cutwatch::mail {
namespace {

constexpr std::size_t kShortestId = 6;       ///< Hexadecimal: microseconds and an inode.
constexpr std::size_t kShortestLongId = 12;  ///< enable_long_queue_ids: of base 52.
constexpr std::size_t kLongestId = 64;
constexpr std::string_view kVowels = "aeiouAEIOU";

constexpr std::string_view kDaemons[] = {
    "smtpd",      "smtp",           "qmgr",      "cleanup",  "lmtp",     "local",     "virtual",
    "pipe",       "bounce",         "pickup",    "error",    "retry",    "discard",   "anvil",
    "postscreen", "scache",         "tlsmgr",    "tlsproxy", "dnsblog",  "verify",    "trivial-rewrite",
    "master",     "postfix-script", "postqueue", "flush",    "postdrop", "postsuper", "sendmail",
    "showq",      "spawn",          "oqmgr",     "proxymap", "qmqpd",    "defer",     "trace",
    "postlog",    "postlogd",       "postmulti"};

constexpr std::pair<std::string_view, LogEvent> kStatus[] = {
    {"sent", LogEvent::sent},       {"deferred", LogEvent::deferred},   {"bounced", LogEvent::bounced},
    {"expired", LogEvent::expired}, {"SOFTBOUNCE", LogEvent::deferred}, {"force-expired", LogEvent::expired}};

/// What may stand behind a queue id or NOQUEUE, and what it is.
constexpr std::pair<std::string_view, LogEvent> kActions[] = {
    {"reject: ", LogEvent::reject},
    {"milter-reject: ", LogEvent::reject},
    {"proxy-reject: ", LogEvent::reject},
    {"hold: ", LogEvent::held},
    {"milter-hold: ", LogEvent::held},
    {"discard: ", LogEvent::discarded},
    {"milter-discard: ", LogEvent::discarded},
    // A filter before the queue has taken it: the message is told of when it comes back.
    {"proxy-accept: ", LogEvent::other}};

constexpr std::string_view kReturned[] = {
    "sender non-delivery notification: ", "sender delivery status notification: ",
    "sender delay notification: ", "postmaster non-delivery notification: ",
    "postmaster delay notification: "};

/// Long ids have no vowels (enable_long_queue_ids), so that no word is one; ids with a digit are taken, too.
bool is_queue_id(std::string_view word) {
  if (word.size() < kShortestId || word.size() > kLongestId) return false;
  bool is_hex = true;
  bool has_digit = false;
  bool has_vowel = false;
  for (const char c : word) {
    if (!is_alphanumeric(c)) return false;
    has_digit = has_digit || is_digit(c);
    has_vowel = has_vowel || kVowels.contains(c);
    is_hex = is_hex && (is_digit(c) || (c >= 'A' && c <= 'F'));
  }
  return is_hex || (word.size() >= kShortestLongId && (has_digit || !has_vowel));
}

/// "(250 2.0.0 Ok: queued as 0C24AA78825)", of which syslog may have cut the end.
std::string_view inside_parentheses(std::string_view text) {
  text = without_blanks_before(text);
  if (!text.starts_with('(')) return {};
  text.remove_prefix(1);
  if (text.ends_with(')')) text.remove_suffix(1);
  const auto command = text.rfind(" (in reply to ");
  return text.substr(0, command);
}

/// What ends the list of keys: "status=sent (words)".
void take_status(LogLine& line, std::string_view text) {
  const auto end = std::min(text.find_first_of(" ,"), text.size());
  line.status = text.substr(0, end);
  const auto* const found =
      std::ranges::find(kStatus, line.status, [](const auto& each) { return each.first; });
  if (found != std::end(kStatus)) line.event = found->second;
  line.reply = inside_parentheses(text.substr(end));
}

/// "0.01/0.01/0.06/0.02", all four of them.
std::optional<std::array<double, 4>> delays_of(std::string_view text) {
  std::array<double, 4> out{};
  for (auto& each : out) {
    const auto slash = std::min(text.find('/'), text.size());
    const auto value = decimal_of(text.substr(0, slash));
    if (!value) return std::nullopt;
    each = *value;
    text.remove_prefix(std::min(slash + 1, text.size()));
  }
  return text.empty() ? std::optional(out) : std::nullopt;
}

void take_relay(LogLine& line, std::string_view value) {
  if (value != "none") line.relay = log_host(value);
}

void keep_fact(LogLine& line, std::string_view key, std::string_view value) {
  if (key == "to") {
    line.to = value;
  } else if (key == "orig_to") {
    line.orig_to = value;
  } else if (key == "from") {
    line.from = value;
  } else if (key == "relay") {
    take_relay(line, value);
  } else if (key == "delay") {
    line.delay = decimal_of(value);
  } else if (key == "delays") {
    line.delays = delays_of(value);
  } else if (key == "dsn") {
    line.dsn = value;
  }
}

/// "key=value, key=value, status=word (words)": nothing behind "status=" is a key.
void read_delivery(LogLine& line, std::string_view text) {
  while (!text.empty()) {
    const auto equals = text.find('=');
    if (equals == text.npos) return;
    const auto key = text.substr(0, equals);
    text.remove_prefix(equals + 1);
    if (key == "status") return take_status(line, text);
    const auto bracketed = take_bracketed(text);
    const auto end = std::min(text.find(", "), text.size());
    keep_fact(line, key, bracketed ? *bracketed : text.substr(0, end));
    text.remove_prefix(std::min(end + 2, text.size()));
  }
}

/// "name[192.0.2.1]:25000, sasl_method=PLAIN, sasl_username=alice, orig_queue_id=ID,
/// orig_client=name[192.0.2.2]".
void read_client(LogLine& line, std::string_view text) {
  line.event = LogEvent::accept;
  line.client = take_log_host(text);
  while (text.starts_with(", ")) {
    text.remove_prefix(2);
    const auto end = std::min(text.find(", "), text.size());
    const auto fact = text.substr(0, end);
    const auto equals = std::min(fact.find('='), fact.size());
    const auto value = fact.substr(std::min(equals + 1, fact.size()));
    const auto key = fact.substr(0, equals);
    if (key == "sasl_username" && line.login.empty()) line.login = value;
    if (key == "orig_queue_id" && line.orig_queue_id.empty()) line.orig_queue_id = value;
    if (key == "orig_client" && line.orig_client == LogHost{}) line.orig_client = log_host(value);
    text.remove_prefix(end);
  }
}

/// "uid=33 from=<www-data>".
void read_pickup(LogLine& line, std::string_view text) {
  line.event = LogEvent::submitted;
  line.local_user = take_word(text);
  if (!text.starts_with("from=")) return;
  text.remove_prefix(5);
  line.from = take_bracketed(text);
}

/// What the bounce daemon says of a message: the queue id of the notice it made.
void read_notice(LogLine& line, std::string_view text) {
  for (const auto words : kReturned) {
    if (!text.starts_with(words)) continue;
    const auto child = text.substr(words.size());
    if (is_queue_id(child)) line.child = child;
  }
}

/// "host mx.example.net[192.0.2.1] said: 450 4.7.1 words (in reply to RCPT TO command)": of one of several
/// hosts.
void read_said(LogLine& line, std::string_view text) {
  static constexpr std::string_view kSaid = " said: ";
  text.remove_prefix(5);
  line.relay = take_log_host(text);
  if (!text.starts_with(kSaid)) return;
  text.remove_prefix(kSaid.size());
  line.reply = text.substr(0, text.rfind(" (in reply to "));
}

void read_action(LogLine& line, std::string_view text) {
  for (const auto& [words, event] : kActions) {
    if (!text.starts_with(words)) continue;
    line.event = event;
    return read_postfix_reject(line, text.substr(words.size()));
  }
  read_notice(line, text);
}

/// What is said of a message, or with NOQUEUE before it.
void read_of_message(LogLine& line, std::string_view text) {
  if (text.starts_with("to=<")) return read_delivery(line, text);
  if (text.starts_with("from=<")) {
    line.event = LogEvent::queued;
    return read_delivery(line, text);
  }
  if (text.starts_with("message-id=")) {
    line.event = LogEvent::composed;
    line.message_id = text.substr(11);
    return;
  }
  if (text.starts_with("client=")) return read_client(line, text.substr(7));
  if (text == "removed") {
    line.event = LogEvent::removed;
    return;
  }
  if (text.starts_with("uid=")) return read_pickup(line, text.substr(4));
  if (text.starts_with("host ")) return read_said(line, text);
  read_action(line, text);
}

/// Postscreen's "CONNECT from [192.0.2.1]:53024 to [198.51.100.1]:25", and what smtpd says.
void read_of_session(LogLine& line, std::string_view text) {
  static constexpr std::pair<std::string_view, LogEvent> kWords[] = {
      {"connect from ", LogEvent::connect},        {"disconnect from ", LogEvent::disconnect},
      {"CONNECT from ", LogEvent::connect},        {"DISCONNECT ", LogEvent::disconnect},
      {"lost connection after ", LogEvent::other}, {"timeout after ", LogEvent::other}};
  for (const auto& [words, event] : kWords) {
    if (!text.starts_with(words)) continue;
    line.event = event;
    text.remove_prefix(words.size());
    // "lost connection after DATA (315 bytes) from name[192.0.2.1]".
    const auto from = event == LogEvent::other ? text.find(" from ") : text.npos;
    if (event == LogEvent::other && from == text.npos) return;
    if (from != text.npos) text.remove_prefix(from + 6);
    line.client = take_log_host(text);
    if (event == LogEvent::disconnect) line.commands = without_blanks_before(text);
    return;
  }
}

}  // namespace

bool is_postfix_tag(std::string_view tag) noexcept {
  if (tag.starts_with("postfix")) return true;
  const auto slash = tag.rfind('/');
  if (slash == tag.npos || slash == 0) return false;
  return std::ranges::find(kDaemons, tag.substr(slash + 1)) != std::end(kDaemons);
}

void read_postfix_line(LogLine& line, std::string_view tag, std::string_view message) {
  line.mta = Mta::postfix;
  const auto first = tag.find('/');
  const auto last = tag.rfind('/');
  line.instance = tag.substr(0, first);
  line.daemon = last == tag.npos ? tag : tag.substr(last + 1);
  if (first != last) line.service = tag.substr(first + 1, last - first - 1);
  const auto colon = message.substr(0, kLongestId + 1).find(": ");
  const auto word = message.substr(0, colon == message.npos ? 0 : colon);
  if (is_queue_id(word)) {
    line.queue_id = word;
  } else if (word != "NOQUEUE") {
    return read_of_session(line, message);
  }
  read_of_message(line, without_blanks_before(message.substr(colon + 2)));
  judge_reply(line);
}

}  // namespace cutwatch::mail
