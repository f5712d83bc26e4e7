#include "core/mail/recipient_answer.hpp"

#include "core/mail/enhanced_status.hpp"
#include "core/text/ascii.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <span>
#include <utility>

namespace cutwatch::mail {
namespace {

constexpr std::size_t kMostText = 120;

/// Subject and detail of codes that are about the recipient: no such mailbox, no such domain there, an
/// address that is malformed, ambiguous, moved or was never one (Exchange: 5.1.10), a mailbox that is
/// disabled. A full one is somebody's all the same.
constexpr auto kAboutRecipient =
    std::to_array<std::string_view>({"1.1", "1.2", "1.3", "1.4", "1.6", "1.10", "2.1"});

/// What servers without enhanced codes say (Exim, qmail, IronPort, and many of their own make).
constexpr auto kUnknown = std::to_array<std::string_view>(
    {"user unknown",      "unknown user",        "no such user",       "no such recipient",
     "no such mailbox",   "no such address",     "no such person",     "unknown recipient",
     "recipient unknown", "unknown mailbox",     "unknown local",      "invalid recipient",
     "invalid mailbox",   "mailbox not found",   "user not found",     "recipient not found",
     "no mailbox here",   "unrouteable address", "unroutable address", "address unknown",
     "does not exist",    "doesn't exist",       "doesn't have a",     "not a valid mailbox"});

bool holds_one_of(std::string_view text, std::span<const std::string_view> phrases) {
  return std::ranges::any_of(phrases, [&](std::string_view phrase) { return text.contains(phrase); });
}

/// "Domain of sender address ... does not exist", "Unrouteable address; Sender verify failed". A recipient
/// may be called sender@example.org, and replies repeat it.
constexpr auto kAboutSender =
    std::to_array<std::string_view>({"sender address", "sender domain", "sender verify", "sender rejected",
                                     "sender denied", "envelope sender", "domain of sender", "mail from"});

/// "Your host doesn't have a PTR record", "HELO name does not exist".
constexpr auto kAboutClient = std::to_array<std::string_view>(
    {"ptr record", "reverse dns", "rdns", "helo", "your host", "your ip", "client host"});

bool is_refusal_in_words(int code, std::string_view small) {
  // RFC 5321 §4.2.2: "User not local" can be about nobody else.
  return code == 551 || (holds_one_of(small, kUnknown) && !holds_one_of(small, kAboutSender) &&
                         !holds_one_of(small, kAboutClient));
}

bool is_refusal(std::string_view status, std::string_view small) {
  const auto detail = status.substr(std::min(status.size(), std::size_t{2}));
  if (detail == "1.0") return !holds_one_of(small, kAboutSender);
  if (std::ranges::find(kAboutRecipient, detail) != kAboutRecipient.end()) return true;
  // Exchange Online says so of whom its directory does not have.
  return detail == "4.1" && small.contains("recipient address rejected");
}

std::string status_of(const SmtpReply& reply) {
  return reply.enhanced_code.empty() ? status_in_diagnostic(reply.text) : reply.enhanced_code;
}

/// RFC 3463 §3.6, x.5.3; RFC 5321 §4.5.3.1.10.
bool is_about_number(const SmtpReply& reply) {
  return status_of(reply).ends_with(".5.3") || lowered(reply.text).contains("too many");
}

}  // namespace

std::string_view to_string(RecipientAnswer answer) noexcept {
  switch (answer) {
    case RecipientAnswer::valid: return "valid";
    case RecipientAnswer::refused: return "refused";
    case RecipientAnswer::unclear: return "unclear";
  }
  std::unreachable();
}

bool is_about_recipient(const SmtpReply& reply) {
  const auto small = lowered(reply.text);
  const auto status = status_of(reply);
  return status.empty() ? is_refusal_in_words(reply.code, small) : is_refusal(status, small);
}

RecipientAnswer recipient_answer(const SmtpReply& reply) {
  if (reply.code / 100 == 2) return RecipientAnswer::valid;
  const bool is_refused = reply.is_permanent() && is_about_recipient(reply);
  return is_refused ? RecipientAnswer::refused : RecipientAnswer::unclear;
}

bool is_told_apart(const SmtpReply& reply) {
  if (is_about_number(reply)) return false;
  if (reply.is_permanent()) return true;
  // Postfix says 4.1.1 of both: "undeliverable address" of whom the next server refused, "unverified
  // address" of whom it has not asked for yet.
  return reply.is_transient() && is_about_recipient(reply) &&
         !lowered(reply.text).contains("unverified address");
}

std::string short_text(const SmtpReply& reply) {
  std::string out = fmt::format("{}", reply.code);
  if (!reply.enhanced_code.empty()) out += " " + printable(reply.enhanced_code, 16);
  if (!reply.text.empty()) out += " " + printable(reply.text, kMostText);
  return out;
}

}  // namespace cutwatch::mail
