#include "core/mail/log/exim_line.hpp"

#include "core/mail/log/exim_peer.hpp"
#include "core/mail/log/log_text.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>
#include <utility>

namespace cutwatch::mail {
namespace {

constexpr std::pair<std::string_view, LogEvent> kFlags[] = {
    {"<= ", LogEvent::accept}, {"=> ", LogEvent::sent},     {"-> ", LogEvent::sent},
    {">> ", LogEvent::sent},   {"== ", LogEvent::deferred}, {"** ", LogEvent::bounced}};

/// How many characters at `at` are letters or digits, and then `mark` (or the end, or a blank).
bool is_part(std::string_view text, std::size_t at, std::size_t count, char mark) {
  if (text.size() < at + count) return false;
  if (!std::ranges::all_of(text.substr(at, count), is_alphanumeric)) return false;
  return text.size() == at + count ? mark == ' ' : text[at + count] == mark;
}

/// An address as Exim writes it bare: the local part may be quoted and have blanks and colons inside.
std::string_view take_address(std::string_view& text) {
  auto behind = text;
  const bool is_quoted = take_quoted(behind).has_value();
  const auto quoted = is_quoted ? text.size() - behind.size() : 0;
  const auto end = std::min(text.find(' ', quoted), text.size());
  const auto word = text.substr(0, end);
  text = without_blanks_before(text.substr(end));
  return word;
}

std::string_view unbracketed(std::string_view word) {
  return word.starts_with('<') && word.ends_with('>') ? word.substr(1, word.size() - 2) : word;
}

/// "KEY=value", taken with its value; the value may be quoted or bracketed. A key alone has no value.
struct Fact {
  std::string_view key;
  std::string_view value;
  bool ends_facts = false;  ///< A colon stands behind it: the reason follows.
};

Fact take_fact(std::string_view& text) {
  const auto end = std::min(text.find_first_of("= "), text.size());
  Fact fact{.key = text.substr(0, end)};
  if (end == text.size() || text[end] == ' ') {
    fact.ends_facts = fact.key.ends_with(':');
    text = without_blanks_before(text.substr(end));
    return fact;
  }
  text.remove_prefix(end + 1);
  auto value = take_quoted(text);
  if (!value) value = take_bracketed(text);
  const auto rest = std::min(text.find(' '), text.size());
  if (!value) value = text.substr(0, rest);
  fact.value = *value;
  fact.ends_facts = rest > 0 && text[rest - 1] == ':';
  if (fact.ends_facts && fact.value.ends_with(':')) fact.value.remove_suffix(1);
  text = without_blanks_before(text.substr(rest));
  return fact;
}

/// "H=name (helo) [192.0.2.1]:25 ", where the reason may follow a colon.
EximPeer take_host(std::string_view& text, bool& ends_facts) {
  text.remove_prefix(2);
  const auto peer = take_exim_peer(text);
  ends_facts = text.starts_with(": ");
  if (ends_facts) text.remove_prefix(2);
  return peer;
}

void keep_client(LogLine& line, const EximPeer& peer) {
  if (line.client == LogHost{}) line.client = peer.host;
  if (line.helo.empty()) line.helo = peer.helo;
}

/// "plain_login:alice": without the authenticator.
std::string_view login_of(std::string_view value) {
  const auto colon = value.find(':');
  return colon == value.npos ? value : value.substr(colon + 1);
}

/// Of a session in which somebody logged in: "esmtpa", "esmtpsa" (RFC 3848).
bool is_authenticated(std::string_view protocol) { return protocol.ends_with('a'); }

/// The first of the recipients that a line ends with: "... for a@example.org b@example.org".
void take_recipient(LogLine& line, std::string_view text) {
  const auto at = text.rfind(" for ");
  if (at == text.npos) return;
  auto recipients = text.substr(at + 5);
  line.to = take_address(recipients);
}

/// "alice@example.net H=... P=esmtp S=378 id=x@example.net for probe@example.org". What stands behind "id="
/// is the sender's own words, and nothing there is a fact. What an ident server answers and what name TLS is
/// asked for (U=, SNI=) may look like facts: a log-in is one behind a protocol that tells of it, and where a
/// line names two protocols, one of them is nobody's.
void read_arrival(LogLine& line, std::string_view text) {
  line.from = unbracketed(take_address(text));
  const auto all = text;
  bool ends_facts = false;
  int protocols = 0;
  std::string_view login;
  while (!text.empty() && !ends_facts) {
    if (text.starts_with("H=")) {
      keep_client(line, take_host(text, ends_facts));
      continue;
    }
    const auto fact = take_fact(text);
    if (fact.key == "id") line.message_id = fact.value;
    if (fact.key == "id" || fact.key == "T" || fact.key == "for" || fact.key == "from") break;
    if (fact.key == "P" && ++protocols == 1) line.protocol = fact.value;
    if (fact.key == "A" && is_authenticated(line.protocol)) login = login_of(fact.value);
    if (fact.key == "U" && line.local_user.empty()) line.local_user = fact.value;
  }
  if (protocols == 1) line.login = login;
  // An ident answer is not a user of this host.
  if (!line.client.address.empty()) line.local_user = {};
  take_recipient(line, all);
}

/// Of "SMTP error from remote mail server after RCPT TO:<..>: 550 5.1.1 words DT=0s" what the host answered;
/// of anything else all.
std::string_view answer_in(std::string_view reason) {
  for (const std::string_view mark : {" DT=", " QT="}) {
    const auto at = reason.rfind(mark);
    if (at != reason.npos && !reason.substr(at + 1).contains(' ')) reason = reason.substr(0, at);
  }
  if (!reason.contains("from remote mail")) return reason;
  std::size_t depth = 0;
  for (std::size_t i = 0; i + 5 < reason.size(); ++i) {
    if (reason[i] == '<') ++depth;
    if (reason[i] == '>' && depth > 0) --depth;
    if (depth > 0 || reason[i] != ':' || reason[i + 1] != ' ') continue;
    if (!reply_codes(reason.substr(i + 2)).code.empty()) return reason.substr(i + 2);
  }
  return reason;
}

/// "(staff@lists.example.org, b@example.org) ": what aliases made of the address on its way.
void pass_parents(std::string_view& text) {
  if (!text.starts_with('(')) return;
  auto rest = text.substr(1);
  while (!rest.empty()) {
    take_quoted(rest);
    const auto end = rest.find_first_of(",)");
    if (end == rest.npos) return;
    const bool is_last = rest[end] == ')';
    rest = without_blanks_before(rest.substr(end + 1));
    if (!is_last) continue;
    text = rest;
    return;
  }
}

/// The address that mail was for: Exim writes a local part, a pipe or ":blackhole:", and the address in
/// brackets.
void take_delivery_address(LogLine& line, std::string_view& text, bool& ends_facts) {
  auto address = take_address(text);
  if (address.ends_with(':') && !address.starts_with(':')) {
    ends_facts = true;
    address.remove_suffix(1);
  }
  line.is_thrown_away = address == ":blackhole:";
  if (!ends_facts) pass_parents(text);
  if (!ends_facts && text.starts_with('<')) {
    const auto given = take_bracketed(text);
    if (given && !address.contains('@')) address = *given;
    if (given && given->contains('@')) line.orig_to = given;
    ends_facts = text.starts_with(": ");
    if (ends_facts) text.remove_prefix(1);
    text = without_blanks_before(text);
  }
  line.to = unbracketed(address);
}

void read_delivery(LogLine& line, std::string_view text) {
  // "=> blackhole (DATA ACL discarded recipients)": of all that the message was for.
  line.is_thrown_away = text.starts_with("blackhole (");
  if (line.is_thrown_away) return;
  bool ends_facts = false;
  take_delivery_address(line, text, ends_facts);
  while (!text.empty() && !ends_facts) {
    if (text.starts_with("H=")) {
      const auto peer = take_host(text, ends_facts);
      if (line.relay == LogHost{}) line.relay = peer.host;
      continue;
    }
    const auto fact = take_fact(text);
    ends_facts = fact.ends_facts;
    if (fact.key == "F" && !line.from) line.from = fact.value;
    if (fact.key == "T" && line.transport.empty()) line.transport = fact.value;
    if (fact.key == "C" && line.reply.empty()) line.reply = fact.value;
    if (fact.key == "QT" && !line.delay) line.delay = duration_of(fact.value);
  }
  if (ends_facts && line.event != LogEvent::sent) line.reply = answer_in(text);
}

/// "<p@example.org>: discarded by RCPT ACL: words" behind "RCPT ".
void read_discard(LogLine& line, std::string_view text) {
  static constexpr std::string_view kDiscarded = ": discarded by ";
  const auto to = take_bracketed(text);
  if (!to || !text.starts_with(kDiscarded)) return;
  line.event = LogEvent::discarded;
  line.stage = "RCPT";
  line.to = to;
  line.reply = text.substr(2);
}

/// The words behind "rejected ": the command and why.
void read_refusal(LogLine& line, std::string_view text) {
  line.event = LogEvent::reject;
  line.stage = take_word(text);
  if (line.stage == "after" || line.stage == "during") line.stage = take_word(text);
  if (line.stage.ends_with(':')) line.stage.remove_suffix(1);
  auto address = text;
  const auto inside = take_bracketed(address);
  if (inside && line.stage == "RCPT") line.to = inside;
  if (inside && line.stage == "MAIL") line.from = inside;
  const auto rest = inside ? address : text;
  const auto colon = rest.find(": ");
  if (colon != rest.npos) line.reply = rest.substr(colon + 2);
}

/// "H=(helo) [192.0.2.1]:25000 I=[192.0.2.2]:25 F=<alice@example.net> rejected RCPT <..>: words".
/// Whatever else is said begins otherwise, and may quote what the client sent.
void read_of_session(LogLine& line, std::string_view text) {
  if (!text.starts_with("H=") && !text.starts_with("U=")) return;
  bool ends_facts = false;
  while (!text.empty() && !ends_facts) {
    if (text.starts_with("H=")) {
      keep_client(line, take_host(text, ends_facts));
      continue;
    }
    const auto fact = take_fact(text);
    ends_facts = fact.ends_facts;
    if (fact.key == "F" && !line.from) line.from = fact.value;
    if (fact.key == "A" && line.login.empty()) line.login = login_of(fact.value);
    if (fact.key == "RCPT" && fact.value.empty()) return read_discard(line, text);
    if (fact.key == "temporarily") line.reply_class = 4;
    if (fact.key != "rejected") continue;
    if (line.reply_class == 0) line.reply_class = 5;
    return read_refusal(line, text);
  }
  line.reply_class = 0;
  // "H=mx.example.org [192.0.2.1] TLS error on connection": a host that mail is delivered to.
  if (!line.queue_id.empty()) line.client = {};
}

/// "SMTP connection from (helo) [192.0.2.1]:25000 I=[192.0.2.2]:25 closed by QUIT".
void read_connection(LogLine& line, std::string_view text) {
  keep_client(line, take_exim_peer(text));
  if (text.starts_with("I=") || text.starts_with("D=")) take_word(text);
  if (text.starts_with("(TCP/IP connection count")) line.event = LogEvent::connect;
  if (text.starts_with("closed") || text.starts_with("lost")) line.event = LogEvent::disconnect;
}

/// What is said of a message whose id stands before it.
void read_of_message(LogLine& line, std::string_view text) {
  for (const auto& [flag, event] : kFlags) {
    if (!text.starts_with(flag)) continue;
    line.event = event;
    text.remove_prefix(flag.size());
    return event == LogEvent::accept ? read_arrival(line, text) : read_delivery(line, text);
  }
  if (text == "Completed" || text.starts_with("Completed ")) {
    line.event = LogEvent::removed;
  } else if (text.starts_with("Frozen") || text == "Message is frozen") {
    line.event = LogEvent::held;
  } else {
    read_of_session(line, text);
  }
}

}  // namespace

std::size_t exim_id_length(std::string_view text) noexcept {
  if (!is_part(text, 0, 6, '-')) return 0;
  if (is_part(text, 7, 6, '-') && is_part(text, 14, 2, ' ')) return 16;
  return is_part(text, 7, 11, '-') && is_part(text, 19, 4, ' ') ? 23 : 0;
}

void read_exim_line(LogLine& line, std::string_view message) {
  static constexpr std::string_view kConnection = "SMTP connection from ";
  line.mta = Mta::exim;
  line.daemon = "exim";
  const auto length = exim_id_length(message);
  if (length > 0) {
    line.queue_id = message.substr(0, length);
    read_of_message(line, without_blanks_before(message.substr(length)));
  } else if (message.starts_with(kConnection)) {
    read_connection(line, message.substr(kConnection.size()));
  } else {
    read_of_session(line, message);
  }
  judge_reply(line);
}

}  // namespace cutwatch::mail
