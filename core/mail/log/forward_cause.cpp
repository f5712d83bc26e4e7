#include "core/mail/log/forward_cause.hpp"

#include "core/mail/log/log_text.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>
#include <span>

namespace cutwatch::mail {
namespace {

constexpr std::size_t kLongest = 512;

/// When a sign counts.
enum class When : std::uint8_t { always, for_now };

struct Sign {
  std::string_view words;  ///< In lower case.
  ForwardReason reason;
  When when = When::always;
};

using enum ForwardReason;

/// The first that is found decides: what says more stands before what is said of anything.
constexpr Sign kSigns[] = {
    {"loops back to myself", loop},
    {"mail loop", loop},
    {"routing loop", loop},
    {"loop detected", loop},
    {"too many hops", loop},
    {"hop count exceeded", loop},
    {"too many \"received\"", loop},

    {"greylist", greylisted, When::for_now},
    {"graylist", greylisted, When::for_now},
    {"grey-list", greylisted, When::for_now},
    {"greylisting", greylisted, When::for_now},
    {"450 4.3.2 service currently unavailable", greylisted, When::for_now},

    {"starttls", tls},
    {"tls is required", tls},
    {"tls required", tls},
    {"tls error", tls},
    {"tls handshake", tls},
    {"tls session", tls},
    {"cannot start tls", tls},
    {"tls not available", tls},
    {"certificate", tls},
    {"ssl_connect", tls},
    {"encryption needed", tls},

    {"over quota", mailbox_full},
    {"overquota", mailbox_full},
    {"quota exceeded", mailbox_full},
    {"exceeded quota", mailbox_full},
    {"exceeded its quota", mailbox_full},
    {"mailbox full", mailbox_full},
    {"mailbox is full", mailbox_full},
    {"inbox is full", mailbox_full},
    {"out of storage space", mailbox_full},

    {"sender address rejected", policy},
    {"sender address [", policy},
    {"helo command rejected", policy},
    {"helo command [", policy},
    {"client host rejected", forwarder_rejected},
    {"client host blocked", forwarder_rejected},
    {"relay access denied", forwarder_rejected},
    {"relaying denied", forwarder_rejected},
    {"relay not permitted", forwarder_rejected},
    {"relaying not permitted", forwarder_rejected},
    {"not permitted to relay", forwarder_rejected},
    {"relaying not allowed", forwarder_rejected},
    {"unable to relay", forwarder_rejected},
    {"do not relay", forwarder_rejected},
    {"relay denied", forwarder_rejected},
    {"may connect", forwarder_rejected},
    {"not allowed to connect", forwarder_rejected},
    {"client was not authenticated", forwarder_rejected},
    {"authentication required", forwarder_rejected},
    {"banned sending ip", forwarder_rejected},
    {"sending ip", forwarder_rejected},
    {"ip address", forwarder_rejected},
    {"your ip", forwarder_rejected},
    {"reverse dns", forwarder_rejected},
    {"ptr record", forwarder_rejected},
    {"reverse hostname", forwarder_rejected},
    {"blacklist", forwarder_rejected},
    {"blocklist", forwarder_rejected},
    {"block list", forwarder_rejected},
    {"blocked using", forwarder_rejected},
    {"spamhaus", forwarder_rejected},
    {"invalid ip for domain", forwarder_rejected},

    {"user unknown", user_unknown},
    {"unknown user", user_unknown},
    {"no such user", user_unknown},
    {"no such recipient", user_unknown},
    {"unknown recipient", user_unknown},
    {"recipient unknown", user_unknown},
    {"recipient not found", user_unknown},
    {"recipientnotfound", user_unknown},
    {"invalid recipient", user_unknown},
    {"invalid mailbox", user_unknown},
    {"no mailbox here", user_unknown},
    {"no such mailbox", user_unknown},
    {"mailbox not found", user_unknown},
    {"does not exist", user_unknown},
    {"unrouteable address", user_unknown},
    {"unrouteable mail", user_unknown},
    {"recipient address rejected: access denied", user_unknown},
    {"account is disabled", user_unknown},
    {"account that you tried to reach is disabled", user_unknown},

    {"spam", policy},
    {"virus", policy},
    {"malware", policy},
    {"dmarc", policy},
    {"dkim", policy},
    {"spf", policy},
    {"unauthenticated", policy},
    {"unsolicited", policy},
    {"blocked", policy},
    {"policy", policy},
    {"message size exceeds", policy},
    {"message too large", policy},
    {"rate limit", policy},
    {"unusual rate", policy},
    {"prohibition", policy},

    {"service unavailable", next_hop_down},
    {"service not available", next_hop_down},
    {"server busy", next_hop_down},
    {"too busy", next_hop_down},
    {"too many connections", next_hop_down},
    {"too many concurrent", next_hop_down},
    {"insufficient system", next_hop_down},
    {"shutting down", next_hop_down},
    {"connection refused", next_hop_down},
    {"timed out", next_hop_down},
    {"timeout", next_hop_down},
    {"no route to host", next_hop_down},
    {"unreachable", next_hop_down},
    {"lost connection", next_hop_down},
    {"connection reset", next_hop_down},
    {"closed connection", next_hop_down},
    {"host not found", next_hop_down},
    {"name not found", next_hop_down},
    {"name service error", next_hop_down},
    {"network error", next_hop_down},
    {"have been failing", next_hop_down},
    {"lookup failed", next_hop_down},
    {"delivery temporarily suspended", next_hop_down},

    {"try again", greylisted, When::for_now},
    {"try later", greylisted, When::for_now},
    {"come back later", greylisted, When::for_now},
    {"please retry", greylisted, When::for_now},
};

/// Of an enhanced status without its class, "7.25"; the longest that fits decides.
struct Detail {
  std::string_view detail;
  ForwardReason reason;
};

constexpr Detail kDetails[] = {{"1.1", user_unknown},
                               {"1.2", next_hop_down},
                               {"1.6", user_unknown},
                               {"1.10", user_unknown},
                               {"1.7", policy},
                               {"1.8", policy},
                               {"2.1", user_unknown},
                               {"2.2", mailbox_full},
                               {"2.3", policy},
                               {"3.1", next_hop_down},
                               {"3.2", next_hop_down},
                               {"3.4", policy},
                               {"4.6", loop},
                               {"7.4", tls},
                               {"7.5", tls},
                               {"7.10", tls},
                               {"7.11", tls},
                               {"7.25", forwarder_rejected},
                               {"7.54", forwarder_rejected},
                               {"7.57", forwarder_rejected}};

/// Of what the whole subject is about (RFC 3463 §3).
constexpr std::array<ForwardReason, 8> kSubjects{other,         other, other,  next_hop_down,
                                                 next_hop_down, other, policy, policy};

/// Lower case, without what stands in <>, one blank for many.
std::string plain_words(std::string_view text) {
  std::string out;
  std::size_t depth = 0;
  for (const char c : text.substr(0, kLongest)) {
    if (c == '<') ++depth;
    if (depth == 0 && !(c == ' ' && out.ends_with(' '))) out.push_back(lower(c));
    if (c == '>' && depth > 0) --depth;
  }
  return out;
}

/// What the next host said, of "host mx.example.org[192.0.2.1] said: 550 5.1.1 words".
std::string_view answer_in(std::string_view reply) {
  for (const std::string_view mark : {" said: ", " refused to talk to me: "}) {
    const auto at = reply.find(mark);
    if (reply.starts_with("host ") && at != reply.npos) return reply.substr(at + mark.size());
  }
  return reply;
}

ForwardReason by_status(std::string_view dsn) {
  if (dsn.size() < 5) return other;
  const auto detail = dsn.substr(2);
  for (const auto& each : kDetails) {
    if (each.detail == detail) return each.reason;
  }
  const auto subject = static_cast<std::size_t>(detail[0] - '0');
  return subject < kSubjects.size() ? kSubjects.at(subject) : other;
}

ForwardReason by_code(std::string_view code) {
  if (code == "421") return next_hop_down;
  if (code == "530" || code == "535") return forwarder_rejected;
  return other;
}

}  // namespace

std::string_view to_string(ForwardReason reason) noexcept {
  switch (reason) {
    case forwarder_rejected: return "forwarder_rejected";
    case next_hop_down: return "next_hop_down";
    case greylisted: return "greylisted";
    case mailbox_full: return "mailbox_full";
    case user_unknown: return "user_unknown";
    case policy: return "policy";
    case tls: return "tls";
    case loop: return "loop";
    case other: return "other";
  }
  return {};
}

bool is_about_way(ForwardReason reason) noexcept {
  switch (reason) {
    case forwarder_rejected:
    case next_hop_down:
    case tls:
    case loop:
    case other: return true;
    case greylisted:
    case mailbox_full:
    case user_unknown:
    case policy: return false;
  }
  return true;
}

std::string_view what_to_do(ForwardReason reason) noexcept {
  switch (reason) {
    case forwarder_rejected: return "let the next host take mail from the forwarder's addresses";
    case next_hop_down:
      return "see that the next host is up and can be reached from the forwarder on port 25";
    case greylisted:
      return "leave the forwarder out of greylisting at the next host, or wait: it tries again";
    case mailbox_full: return "make room in the mailbox";
    case user_unknown:
      return "create the recipient at the next host, or stop taking mail for it in front of it";
    case policy:
      return "leave the forwarder out of the next host's filters: the mail has been filtered before";
    case tls: return "make the next host's TLS fit what the forwarder asks for, or the other way round";
    case loop: return "make the next host deliver the domain's mail itself instead of passing it back";
    case other: return "read what the next host answered, in the forwarder's log";
  }
  return {};
}

bool is_put_off_unasked(std::string_view reply) noexcept {
  return reply.find("retry time not reached") != reply.npos && reply.find("have been failing") == reply.npos;
}

ForwardCause forward_cause(std::string_view dsn, std::string_view reply, const LogHost& relay) {
  const auto answer = answer_in(reply);
  const auto codes = reply_codes(answer);
  const auto status = dsn.empty() ? codes.enhanced : dsn;
  const bool is_for_now = (status.empty() ? codes.code : status).starts_with('4');
  ForwardCause cause{.words = std::string(answer.substr(0, kLongest))};
  if (is_put_off_unasked(reply)) return cause;
  const auto words = plain_words(answer);
  for (const auto& sign : kSigns) {
    if (sign.when == When::for_now && !is_for_now) continue;
    if (!words.contains(sign.words)) continue;
    // Postfix says "Client host rejected: " of whatever an access table says; RFC 3463 §3.4, §3.5.
    const bool is_of_system = is_for_now && status.size() > 2 && (status[2] == '3' || status[2] == '4');
    const bool is_down = sign.reason == forwarder_rejected && is_of_system;
    cause.reason = is_down ? next_hop_down : sign.reason;
    return cause;
  }
  cause.reason = by_code(codes.code);
  if (cause.reason == other) cause.reason = by_status(status);
  // A host that hangs up with 5xx at its greeting wants nothing of this one.
  const bool is_turned_away = reply.contains(" refused to talk to me: ") && codes.code.starts_with('5');
  if (is_turned_away) cause.reason = forwarder_rejected;
  if (cause.reason == other && relay == LogHost{} && is_for_now) cause.reason = next_hop_down;
  return cause;
}

}  // namespace cutwatch::mail
