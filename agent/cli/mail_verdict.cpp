#include "agent/cli/mail_verdict.hpp"

#include "agent/cli/command_line.hpp"
#include "core/cutover/plan/way_expected.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <utility>

namespace cutwatch::cli {
namespace {

using mail::MessageResult;
using mail::PathProof;
using mail::SmtpDisposition;

constexpr std::size_t kMaxText = 1024;

std::string said(const mail::LedgerEntry& entry) {
  return entry.detail.empty() ? "no reason is known" : printable(entry.detail, kMaxText);
}

std::string mailbox_of(const ProbedMail& probed) { return printable(probed.round_trip().mailbox); }

/// Of one that lies where it should, in time.
MailVerdict on_delivered(const ProbedMail& probed) {
  const auto proof = proof_of(probed);
  const auto path = to_string(probed.path());
  const auto& inspection = probed.entry->sighting->inspection;
  if (proof.outcome == PathProof::Outcome::contradicted)
    return {"detour", fmt::format("it arrived, but not by the {} path: {}", path, proof.why), kNotPassed};
  if (inspection && !inspection->changes.empty()) {
    return {"changed",
            fmt::format("it arrived, but not as it was sent: with {}", changes_in_words(*inspection)),
            kNotPassed};
  }
  if (proof.outcome == PathProof::Outcome::unknown)
    return {"unproven", fmt::format("it arrived, but by which way cannot be told: {}", proof.why),
            kCannotTell};
  return {"delivered", fmt::format("delivered by the {} path, as it was sent", path), kPass};
}

MailVerdict on_result(const ProbedMail& probed, MessageResult result) {
  const auto& entry = *probed.entry;
  switch (result) {
    case MessageResult::delivered: return on_delivered(probed);
    case MessageResult::late: return {"late", "it arrived, but late", kNotPassed};
    case MessageResult::junk:
      return {"junk", fmt::format("it was taken for spam: it lies in {}", printable(entry.sighting->folder)),
              kNotPassed};
    case MessageResult::refused:
      return {"refused", fmt::format("the server refused it: {}", said(entry)), kNotPassed};
    case MessageResult::lost:
      return {"lost",
              fmt::format("it did not come to mailbox {} in the time after which it counts as lost",
                          mailbox_of(probed)),
              kNotPassed};
    case MessageResult::untold: return {"unknown", said(entry), kCannotTell};
  }
  std::unreachable();
}

/// Of one that may be under way, and of which no more is waited for.
MailVerdict on_unseen(const ProbedMail& probed) {
  const bool was_taken = probed.entry->disposition == SmtpDisposition::accepted;
  const auto begun = was_taken ? "the server took it" : "whether the server took it is not known";
  if (probed.mailbox_failure) {
    return {"unread",
            fmt::format("{}, and mailbox {} could not be read: {}", begun, mailbox_of(probed),
                        printable(to_string(*probed.mailbox_failure), kMaxText)),
            kCannotTell};
  }
  if (probed.end == JourneyEnd::time) {
    return {"not_seen",
            fmt::format("{}, and it was not seen in mailbox {} in time", begun, mailbox_of(probed)),
            kNotPassed};
  }
  return {"unknown", fmt::format("stopped: {}, and it was not seen yet; it may still arrive", begun),
          kCannotTell};
}

}  // namespace

PathProof proof_of(const ProbedMail& probed) {
  if (!probed.entry) return {};
  return cutover::proof_of(probed.plan, probed.path(), *probed.entry);
}

MailVerdict verdict_on(const ProbedMail& probed) {
  if (!probed.entry || !probed.entry->disposition)
    return {"not_sent", "stopped before the message left: nothing was sent", kCannotTell};
  const auto& entry = *probed.entry;
  if (entry.result) return on_result(probed, *entry.result);
  if (entry.disposition == SmtpDisposition::deferred) {
    return {"deferred", fmt::format("the server put it off, and it is not sent again: {}", said(entry)),
            kCannotTell};
  }
  if (entry.disposition == SmtpDisposition::not_sent)
    return {"not_sent", fmt::format("it could not be sent: {}", said(entry)), kCannotTell};
  return on_unseen(probed);
}

}  // namespace cutwatch::cli
