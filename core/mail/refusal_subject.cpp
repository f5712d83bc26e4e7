#include "core/mail/refusal_subject.hpp"

#include "core/mail/enhanced_status.hpp"
#include "core/mail/recipient_answer.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <utility>

namespace cutwatch::mail {
namespace {

using enum RefusalSubject;

struct Phrase {
  std::string_view words;
  RefusalSubject subject;
};

/// In order: the first that a reply holds decides. What names another reason stands before "relay" and the
/// words that stand in nearly all of them.
constexpr auto kPhrases = std::to_array<Phrase>({{"greylist", greylisting},
                                                 {"graylist", greylisting},
                                                 {"grey list", greylisting},
                                                 {"gray list", greylisting},
                                                 {"grey-list", greylisting},
                                                 {"gray-list", greylisting},
                                                 {"too many", rate},
                                                 {"rate limit", rate},
                                                 {"ratelimit", rate},
                                                 {"throttl", rate},
                                                 {"too fast", rate},
                                                 {"blocked using", reputation},
                                                 {"blacklist", reputation},
                                                 {"black list", reputation},
                                                 {"blocklist", reputation},
                                                 {"block list", reputation},
                                                 {"block-list", reputation},
                                                 {"dnsbl", reputation},
                                                 {"rbl", reputation},
                                                 {"spam", reputation},
                                                 {"reputation", reputation},
                                                 {" listed", reputation},
                                                 {"ptr record", reputation},
                                                 {"reverse", reputation},
                                                 {"rdns", reputation},
                                                 {"cannot find your", reputation},
                                                 {"helo", reputation},
                                                 {"dynamic", reputation},
                                                 {"residential", reputation},
                                                 {"banned", reputation},
                                                 {"spf", sender},
                                                 {"dmarc", sender},
                                                 {"dkim", sender},
                                                 {"sender", sender},
                                                 {"mail from", sender},
                                                 {"starttls", encryption},
                                                 {"encrypt", encryption},
                                                 {" tls", encryption},
                                                 {"relay", relaying},
                                                 {"rcpthosts", relaying},
                                                 {"not hosted here", relaying},
                                                 {"not a local", relaying},
                                                 {"not local", relaying},
                                                 {"not accept mail for", relaying},
                                                 {"authentic", log_in},
                                                 {"log in", log_in},
                                                 {"recipient address rejected", recipient},
                                                 {"mailbox", recipient},
                                                 {"quota", recipient},
                                                 {"lookup fail", fault},
                                                 {"lookup error", fault},
                                                 {"local problem", fault},
                                                 {"local error", fault},
                                                 {"internal error", fault},
                                                 {"server error", fault},
                                                 {"configuration", fault},
                                                 {"system problem", fault},
                                                 {"insufficient", fault},
                                                 {"disk", fault},
                                                 {"temporarily", fault},
                                                 {"service unavailable", service},
                                                 {"not available", service},
                                                 {"no smtp service", service},
                                                 {"no such service", service},
                                                 {"no service", service},
                                                 {"overload", service},
                                                 {"shutting down", service}});

/// "<probe@relay.example>: Client host rejected" is not about relaying.
std::string without_repeated(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto open = text.find('<');
    out += text.substr(0, open);
    if (open == text.npos) break;
    const auto close = text.find('>', open);
    if (close == text.npos) break;
    text.remove_prefix(close + 1);
  }
  return out;
}

/// Details of x.7 that name a reason of their own; the others leave it to the words.
std::optional<RefusalSubject> subject_of_policy(std::string_view detail) {
  static constexpr auto kSender =
      std::to_array<std::string_view>({"2", "20", "21", "22", "23", "24", "26", "27", "29", "60"});
  static constexpr auto kEncryption = std::to_array<std::string_view>({"4", "5", "10", "11", "30"});
  static constexpr auto kLogIn = std::to_array<std::string_view>({"8", "9", "12", "13"});
  const auto is_in = [&](const auto& details) { return std::ranges::find(details, detail) != details.end(); };
  if (is_in(kSender)) return sender;
  if (is_in(kEncryption)) return encryption;
  if (is_in(kLogIn)) return log_in;
  if (detail == "25") return reputation;
  if (detail == "15" || detail == "28") return rate;
  if (detail == "3" || detail == "6" || detail == "7") return command;
  return std::nullopt;
}

/// By an enhanced code without its class: "7.1".
std::optional<RefusalSubject> subject_of_status(std::string_view status) {
  if (status.empty()) return std::nullopt;
  if (status == "1.7" || status == "1.8" || status == "1.9") return sender;
  if (status == "3.2") return service;
  if (status == "5.3") return rate;
  switch (status.front()) {
    case '1':
    case '2': return recipient;
    case '3':
    case '4': return fault;
    case '5':
    case '6': return command;
    case '7': return subject_of_policy(status.substr(std::min(status.size(), std::size_t{2})));
    default: return std::nullopt;
  }
}

std::optional<RefusalSubject> subject_of_code(int code) {
  switch (code) {
    case 421:
    case 521: return service;
    case 551:
    case 556: return recipient;
    case 500:
    case 501:
    case 502:
    case 503:
    case 504:
    case 555: return command;
    case 534:
    case 535: return log_in;
    case 538: return encryption;
    case 452:
    case 552: return fault;
    default: return std::nullopt;
  }
}

std::optional<RefusalSubject> subject_of_words(std::string_view text) {
  const auto found =
      std::ranges::find_if(kPhrases, [&](const Phrase& phrase) { return text.contains(phrase.words); });
  return found == kPhrases.end() ? std::nullopt : std::optional(found->subject);
}

}  // namespace

std::string_view words_of(RefusalSubject subject) noexcept {
  switch (subject) {
    case client: return "about who asks";
    case service: return "about the whole server";
    case log_in: return "about a log-in";
    case recipient: return "about the recipient";
    case sender: return "about the sender";
    case relaying: return "about relaying";
    case reputation: return "about what others say of the address that asks";
    case encryption: return "about TLS";
    case greylisting: return "greylisting";
    case rate: return "about how often it was asked";
    case command: return "about the command";
    case fault: return "about a fault of its own";
  }
  std::unreachable();
}

RefusalSubject subject_of(const SmtpReply& refusal) {
  if (const auto by_code = subject_of_code(refusal.code)) return *by_code;
  const auto status =
      refusal.enhanced_code.empty() ? status_in_diagnostic(refusal.text) : refusal.enhanced_code;
  const auto detail = std::string_view(status).substr(std::min(status.size(), std::size_t{2}));
  if (const auto by_status = subject_of_status(detail)) return *by_status;
  const auto text = lowered(without_repeated(refusal.text));
  if (const auto by_words = subject_of_words(text)) return *by_words;
  // 530 alone: something must come first, a log-in mostly (RFC 4954 §6, RFC 3207 §4).
  if (refusal.code == 530) return log_in;
  return is_about_recipient(refusal) ? recipient : client;
}

}  // namespace cutwatch::mail
