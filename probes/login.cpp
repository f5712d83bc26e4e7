#include "probes/login.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace cutwatch {
namespace {

/// Another password is another account. Kept is what tells two of them apart mostly, and none of them by
/// guessing: four digits of a keyed digest.
constexpr std::size_t kPasswordDigits = 4;

std::string account_of(const ProbeContext& context, const mail::MailServer& server) {
  const auto user = server.credentials ? server.credentials->user : std::string();
  const auto password = server.credentials ? server.credentials->password : std::string();
  const auto digest = context.journal.token("password " + password);
  return fmt::format("{} {} {}", user, to_string(server.endpoint),
                     digest.substr(digest.size() - std::min(digest.size(), kPasswordDigits)));
}

}  // namespace

Result<void> may_log_in(const ProbeContext& context, const mail::MailServer& account) {
  const auto subject = account_of(context, account);
  if (context.journal.manners().logins.may_try(subject, context.clock.steady())) return {};
  return fail(FailureKind::limited,
              fmt::format("the log-in was refused {} times within an hour: no other is tried until that is "
                          "past, or another password is configured",
                          mail::kMostFailedLogins));
}

asio::awaitable<void> note_log_in(ProbeContext context, mail::MailServer account,
                                  std::optional<Failure> failure) {
  auto& logins = context.journal.manners().logins;
  auto subject = account_of(context, account);
  const bool is_cleared = !failure && logins.has_failed(subject);
  if (is_cleared) logins.note_success(subject);
  const bool is_refused = failure && failure->kind == FailureKind::auth;
  if (is_refused) logins.note_failure(subject, context.clock.steady());
  if (!is_cleared && !is_refused) co_return;
  using Kind = mail::CountedAct::Kind;
  // Where it cannot be written down, a restart forgets it: the failed write shows with the next message.
  (void)co_await context.journal.note(
      {.kind = is_refused ? Kind::failed_login : Kind::login, .subject = std::move(subject)});
}

asio::awaitable<Result<net::MailboxFindings>> search_with_manners(ProbeContext context,
                                                                  mail::MailServer account,
                                                                  net::MailboxQuery query, Millis patience) {
  const auto allowed = may_log_in(context, account);
  if (!allowed) co_return std::unexpected(allowed.error());
  auto findings = co_await context.imap.search(account, std::move(query), context.clock.steady() + patience);
  co_await note_log_in(context, account, findings ? std::nullopt : std::optional(findings.error()));
  co_return findings;
}

}  // namespace cutwatch
