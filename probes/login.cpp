#include "probes/login.hpp"

#include <fmt/core.h>

#include <algorithm>

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
  if (!failure) logins.note_success(subject);
  if (!failure || failure->kind != FailureKind::auth) co_return;
  logins.note_failure(subject, context.clock.steady());
  // Where it cannot be written down, a restart forgets it: the failed write shows with the next message.
  (void)co_await context.journal.note(
      {.kind = mail::CountedAct::Kind::failed_login, .subject = std::move(subject)});
}

}  // namespace cutwatch
