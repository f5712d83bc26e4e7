#pragma once
#include "core/cutover/server_log/server_log_reading.hpp"
#include "tests/core/cutover/identity/identity_world.hpp"

#include <fmt/core.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

// Servers whose logs are read, and lines as they write them.
namespace cutwatch::test {

inline constexpr WallTime kLogNow{std::chrono::seconds(1'796'169'600)};  ///< 2026-12-02T00:00:00Z.
/// When all lines below were written: "Dec  1 20:00:00".
inline constexpr WallTime kLogTime{std::chrono::seconds(1'796'155'200)};

inline const std::string kOwnId = "00112233445566778899aabbccddeeff";

/// Like identity_plan, with a proxy that sends from a network, and partners whom the lock lets in.
inline cutover::Plan log_plan(cutover::Kind kind = cutover::Kind::proxy) {
  auto plan = identity_plan(kind);
  plan.servers.back().sends_from = {{ip("198.51.100.0"), 28}};
  plan.lockdowns = {{.recipient = "probe@example.org",
                     .from = "probe@agent.example.net",
                     .ehlo = "agent.example.net",
                     .allowed = {{ip("203.0.113.128"), 25}}}};
  return plan;
}

/// The agent's own message, as its ledger has it.
inline mail::LedgerEntry own_entry(std::string path) {
  return {.id = kOwnId,
          .probe = "main",
          .path = std::move(path),
          .mailbox = "inbox",
          .from = "probe@agent.example.net",
          .to = "probe@example.org",
          .route = "",
          .recorded = kLogTime,
          .disposition = mail::SmtpDisposition::unknown,
          .detail = ""};
}

inline MailState with_own(std::string path) {
  MailState mail;
  mail.in_flight.emplace(kOwnId, own_entry(std::move(path)));
  return mail;
}

/// Switched an hour before the lines, no bound known yet.
inline cutover::StrayTimes switch_an_hour_ago() {
  return {.switched_since = kLogTime - std::chrono::hours(1),
          .first_bound = std::nullopt,
          .old_host_bound = std::nullopt,
          .grace = std::chrono::minutes(15)};
}

using LogLines = std::vector<std::string>;

inline std::string text_of_lines(const LogLines& lines) {
  std::string text;
  for (const auto& line : lines) text += line + "\n";
  return text;
}

inline LogLines joined(std::initializer_list<LogLines> parts) {
  LogLines all;
  for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

/// What one log of Postfix tells, where nothing but its lines is said otherwise.
struct ReadLog {
  cutover::Plan plan = log_plan();
  cutover::ServerRole role = cutover::ServerRole::old_server;
  MailState mail{};
  cutover::StrayTimes times = switch_an_hour_ago();
  mail::Mta mta = mail::Mta::postfix;

  mail::LogFacts of(const LogLines& lines) const {
    cutover::ServerLogReading reading(mta);
    return reading.take(text_of_lines(lines), context(), Seconds{0});
  }
  cutover::LogContext context() const {
    return {.plan = plan, .role = role, .mail = mail, .times = [this] { return times; }, .now = kLogNow};
  }
};

inline std::string postfix(std::string_view program, std::string_view words) {
  return fmt::format("Dec  1 20:00:00 mx postfix/{}[24757]: {}", program, words);
}

/// A message as it comes in: from a client as smtpd names it.
inline LogLines received(const std::string& id, std::string_view client, std::string_view message_id = "x@y",
                         std::string_view sender = "alice@example.net") {
  return {postfix("smtpd", fmt::format("{}: client={}", id, client)),
          postfix("cleanup", fmt::format("{}: message-id=<{}>", id, message_id)),
          postfix("qmgr", fmt::format("{}: from=<{}>, size=518, nrcpt=1 (queue active)", id, sender))};
}

inline std::string delivered(const std::string& id, std::string_view to = "p@example.org") {
  return postfix("virtual",
                 fmt::format("{}: to=<{}>, relay=virtual, delay=0.03, delays=0.02/0.01/0/0, dsn=2.0.0, "
                             "status=sent (delivered to maildir)",
                             id, to));
}

inline std::string removed(const std::string& id) { return postfix("qmgr", id + ": removed"); }

}  // namespace cutwatch::test
