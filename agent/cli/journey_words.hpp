#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/failure/failure.hpp"
#include "core/mail/ledger_entry.hpp"

#include <optional>
#include <string>

// What is said while a message makes its way: lines without their ends, printable and bounded.
namespace cutwatch::cli {

/// What is to be sent, from whom to whom, and to which server. The plan is one of one message.
std::string words_before(const cutover::Plan& plan);
/// "rcpt        0.412 ms"
std::string words_of(const mail::SmtpPhaseTime& passed);
/// What the first server made of it.
std::string words_of(const mail::LedgerEntry& sent);
std::string words_of_failed_look(const Failure& failure);

/// When to say that something still goes on: a second after it began, then after twice the time, and at least
/// every half minute.
class WaitWords {
 public:
  /// From now on `what` is waited for.
  void begin(std::string what, SteadyTime now);
  /// "waiting for the message in mailbox inbox: 4 s"; none where nothing is to be said at `now`.
  std::optional<std::string> after(SteadyTime now);

 private:
  std::string what_;
  SteadyTime since_{};
  Millis next_{};
};

}  // namespace cutwatch::cli
