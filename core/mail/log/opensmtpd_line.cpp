#include "core/mail/log/opensmtpd_line.hpp"

#include "core/mail/log/log_text.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>
#include <utility>

namespace cutwatch::mail {
namespace {

constexpr std::size_t kSession = 16;

constexpr std::pair<std::string_view, LogEvent> kResults[] = {
    {"Ok", LogEvent::sent},      {"TempFail", LogEvent::deferred}, {"PermFail", LogEvent::bounced},
    {"Loop", LogEvent::bounced}, {"Expired", LogEvent::expired},   {"Expire", LogEvent::expired}};

bool is_hex(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return hex_value(c) >= 0; });
}

/// "relay=\"192.0.2.1 (mx.example.net)\"": the name behind the address.
LogHost relay_of(std::string_view text) {
  const auto first = take_word(text);
  LogHost host{.address = address_in(first)};
  if (text.starts_with('(') && text.ends_with(')')) text = text.substr(1, text.size() - 2);
  host.name = host.address.empty() ? first : text;
  return host;
}

/// "<unknown>" is written so.
std::string_view name_of(std::string_view value) {
  return value.starts_with('<') && value.ends_with('>') ? value.substr(1, value.size() - 2) : value;
}

/// What was told first stays: what comes later may be somebody else's words.
void keep(std::string_view& place, std::string_view value) {
  if (place.empty()) place = value;
}

void keep(std::optional<std::string_view>& place, std::string_view value) {
  if (!place) place = value;
}

void keep_fact(LogLine& line, std::string_view key, std::string_view value) {
  if (key == "address") keep(line.client.address, address_in(value));
  if (key == "host") keep(line.client.name, name_of(value));
  if (key == "msgid" || key == "evpid") keep(line.queue_id, value);
  if (key == "from") keep(line.from, value);
  if (key == "to") keep(line.to, value);
  if (key == "rcpt" && value != "-") keep(line.orig_to, value);
  if (key == "relay" && line.relay == LogHost{}) line.relay = relay_of(value);
  if (key == "delay" && !line.delay) line.delay = duration_of(value);
  if (key == "result") keep(line.status, value);
  if (key == "stat") keep(line.reply, value);
  if (key == "proto") keep(line.protocol, value);
  if (key == "user") keep(line.login, value);
  if (key == "command") keep(line.stage, value);
}

/// "key=value" after "key=value", values in brackets or quotes where they may have blanks.
void read_facts(LogLine& line, std::string_view text) {
  while (!text.empty()) {
    const auto equals = text.find('=');
    if (equals == text.npos || text.substr(0, equals).contains(' ')) return;
    const auto key = text.substr(0, equals);
    text.remove_prefix(equals + 1);
    auto value = key == "host" ? std::nullopt : take_bracketed(text);
    if (!value) value = take_quoted(text);
    if (!value) value = text.substr(0, std::min(text.find(' '), text.size()));
    // What is bracketed or quoted has been taken already; blanks end the rest.
    text.remove_prefix(std::min(text.find(' '), text.size()));
    keep_fact(line, key, *value);
    text = without_blanks_before(text);
  }
}

void judge_delivery(LogLine& line) {
  const auto* const found =
      std::ranges::find(kResults, line.status, [](const auto& each) { return each.first; });
  if (found != std::end(kResults)) line.event = found->second;
}

/// "command=\"RCPT TO:<nosuch@example.org>\" result=\"550 Invalid recipient\"".
void judge_refusal(LogLine& line) {
  line.event = LogEvent::reject;
  line.reply = std::exchange(line.status, {});
  auto command = line.stage;
  line.stage = take_word(command);
  const auto address = command.find('<');
  if (address == command.npos) return;
  command.remove_prefix(address);
  const auto inside = take_bracketed(command);
  if (begins_ignoring_case(line.stage, "RCPT")) line.to = inside;
  if (begins_ignoring_case(line.stage, "MAIL")) line.from = inside;
}

void judge_event(LogLine& line, std::string_view part, std::string_view what) {
  if (what == "delivery" && (part == "mta" || part == "mda")) return judge_delivery(line);
  if (part != "smtp") return;
  if (what == "connected") line.event = LogEvent::connect;
  if (what == "disconnected") line.event = LogEvent::disconnect;
  if (what == "message") line.event = LogEvent::accept;
  if (what == "envelope") line.event = LogEvent::queued;
  if (what == "failed-command") judge_refusal(line);
}

}  // namespace

bool is_opensmtpd_message(std::string_view message) noexcept {
  return message.size() > kSession && message[kSession] == ' ' && is_hex(message.substr(0, kSession));
}

void read_opensmtpd_line(LogLine& line, std::string_view message) {
  line.mta = Mta::opensmtpd;
  if (line.daemon.empty()) line.daemon = "smtpd";
  if (!is_opensmtpd_message(message)) return;
  line.session = message.substr(0, kSession);
  message = without_blanks_before(message.substr(kSession));
  const auto part = take_word(message);
  const auto what = take_word(message);
  // Who logged in, and for whom mail was delivered to a mailbox, are not the same.
  read_facts(line, message);
  if (what != "authentication" || line.status != "ok") line.login = {};
  judge_event(line, part, what);
  if (what == "delivery") line.transport = part;
  judge_reply(line);
}

}  // namespace cutwatch::mail
