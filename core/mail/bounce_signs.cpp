#include "core/mail/bounce_signs.hpp"

#include "core/mail/bounce_subject.hpp"
#include "core/mail/encoded_word.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace cutwatch::mail {
namespace {

/// Fields of mailing lists (RFC 2369, RFC 2919) and of automatic replies.
constexpr auto kForeign =
    std::to_array<std::string_view>({"List-Id", "List-Post", "List-Help", "List-Unsubscribe", "X-Autoreply",
                                     "X-Autorespond", "X-Autoresponder", "X-Auto-Reply", "X-Vacation"});

/// Local parts and names under which servers write.
constexpr auto kServers = std::to_array<std::string_view>({"mailer-daemon",
                                                           "mailer_daemon",
                                                           "mailerdaemon",
                                                           "mail-daemon",
                                                           "maildaemon",
                                                           "mdaemon@",
                                                           "mail delivery",
                                                           "maildelivery",
                                                           "microsoftexchange",
                                                           "mailadm@",
                                                           "mail system",
                                                           "mail administrator",
                                                           "system administrator",
                                                           "internet mail delivery",
                                                           "smtp_mail_service",
                                                           "listserv@",
                                                           "mailsystem",
                                                           "mail_daemon",
                                                           "smtpdaemon",
                                                           "mmdf",
                                                           "uucp@",
                                                           "mail delivery subsystem",
                                                           "mail-system",
                                                           "bounce-notice"});

std::string small(const HeaderBlock& header, std::string_view name) {
  return lowered(header.value_of(name).value_or(""));
}

bool is_excluded(const HeaderBlock& header) {
  const auto has = [&](std::string_view name) { return header.value_of(name).has_value(); };
  return std::ranges::any_of(kForeign, has) || small(header, "Precedence") == "auto_reply" ||
         is_auto_reply_subject(words_decoded(header.value_of("Subject").value_or("")));
}

bool is_server(const HeaderBlock& header) {
  const auto from = small(header, "From");
  return std::ranges::any_of(kServers, [&](auto name) { return from.contains(name); });
}

bool is_automatic(const HeaderBlock& header) {
  const auto value = small(header, "Auto-Submitted");
  return !value.empty() && !value.starts_with("no");
}

}  // namespace

BounceSigns bounce_signs(const HeaderBlock& header) {
  // First of all, since a notice to a list's address comes with the list's fields.
  if (is_server(header) || header.value_of("X-Failed-Recipients")) return BounceSigns::strong;
  if (is_excluded(header)) return BounceSigns::excluded;
  const auto from = small(header, "From");
  const auto subject = words_decoded(header.value_of("Subject").value_or(""));
  const auto signs = std::to_array<bool>(
      {is_automatic(header) || trimmed(header.value_of("Return-Path").value_or("")) == "<>",
       from.contains("postmaster") || from.empty() || from.contains("<>") || from.contains("administrator"),
       is_bounce_subject(subject)});
  const auto count = std::ranges::count(signs, true);
  if (count == 0) return BounceSigns::none;
  return count == 1 ? BounceSigns::some : BounceSigns::strong;
}

}  // namespace cutwatch::mail
