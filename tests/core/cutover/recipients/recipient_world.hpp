#pragma once
#include "core/cutover/recipients/recipient_target.hpp"
#include "tests/core/cutover/identity/identity_world.hpp"

#include <map>
#include <string>
#include <vector>

// Both servers, and what they were heard to say of recipients.
namespace cutwatch::test {

inline const std::string kAlice = "alice@example.org";
inline const std::string kBob = "bob@example.org";
inline const std::string kControl = "cutwatch-no-such-recipient@example.org";

inline const Result<mail::SmtpReply> kTaken = mail::SmtpReply{250, "2.1.5", "Ok"};
inline const Result<mail::SmtpReply> kUnknown = mail::SmtpReply{550, "5.1.1", "User unknown"};
inline const Result<mail::SmtpReply> kLater = mail::SmtpReply{450, "4.2.0", "Greylisted"};
inline const Result<mail::SmtpReply> kBlocked = mail::SmtpReply{554, "5.7.1", "Client host rejected"};
inline const Result<mail::SmtpReply> kUndeliverable =
    mail::SmtpReply{450, "4.1.1", "Recipient address rejected: undeliverable address"};
inline const Result<mail::SmtpReply> kTooMany = mail::SmtpReply{452, "4.5.3", "Too many recipients"};
inline const Result<mail::SmtpReply> kSilent = fail(FailureKind::timeout, "no answer in time");

using Replies = std::map<std::string, Result<mail::SmtpReply>>;

/// Asks for alice and bob, every ten minutes.
inline cutover::Plan recipient_plan(cutover::Kind kind = cutover::Kind::server) {
  auto plan = identity_plan(kind);
  plan.recipients.addresses = {kAlice, kBob};
  return plan;
}

inline Observation says(double when, const std::string& path, Replies replies, int port = 25) {
  return RecipientsAsked{
      .domain = kDomain,
      .path = path,
      .server = {path == "old" ? kOldAddress : kNewAddress, static_cast<std::uint16_t>(port)},
      .at = at(when),
      .replies = std::move(replies)};
}

/// What a server says of alice, bob and the control.
inline Observation says(double when, const std::string& path, const Result<mail::SmtpReply>& alice,
                        const Result<mail::SmtpReply>& bob,
                        const Result<mail::SmtpReply>& control = kUnknown) {
  return says(when, path, Replies{{kAlice, alice}, {kBob, bob}, {kControl, control}});
}

}  // namespace cutwatch::test
