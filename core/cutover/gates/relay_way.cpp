#include "core/cutover/gates/relay_way.hpp"

#include "core/cutover/gates/ended_messages.hpp"
#include "core/cutover/gates/told_lately.hpp"
#include "core/cutover/gates/unmended_harm.hpp"
#include "core/cutover/plan/planned_message.hpp"
#include "core/cutover/plan/relay_expected.hpp"
#include "core/cutover/record/freshness.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace cutwatch::cutover {
namespace {

using mail::LedgerEntry;
using Outcome = mail::PathProof::Outcome;

constexpr std::size_t kLongestDetail = 512;

/// What one message told of whether it arrives, and when.
struct Told {
  const LedgerEntry* entry;
  WallTime at;
};

/// None while it may still come, and where nobody has looked since it should have.
std::optional<Told> told_by(const Evidence& evidence, const LedgerEntry& entry) {
  const auto due = entry.recorded + entry.limits.late_after;
  if (entry.sighting) return Told{&entry, std::min(entry.sighting->at, due)};
  if (entry.result) return Told{&entry, entry.ended.value_or(entry.recorded)};
  const auto& looks = evidence.state.mail->mailboxes;
  const auto look = looks.find(entry.mailbox);
  const bool was_looked = look != looks.end() && look->second.last_read && *look->second.last_read > due;
  return was_looked ? std::optional(Told{&entry, *look->second.last_read}) : std::nullopt;
}

/// Of late, the last message to be sent first.
std::vector<Told> told_of_late(const Evidence& evidence, const RoundTrip& trip) {
  auto entries = ended_messages(evidence, trip, Path::old_path);
  const auto under_way = messages_under_way(evidence, trip, Path::old_path);
  entries.insert(entries.end(), under_way.begin(), under_way.end());
  std::ranges::sort(entries, std::ranges::greater{},
                    [](const LedgerEntry* entry) { return entry->recorded; });
  std::vector<Told> out;
  for (const auto* entry : entries) {
    if (is_to_come(entry->recorded, evidence.now)) continue;
    const auto told = told_by(evidence, *entry);
    if (told && is_within_reach(evidence, told->at, trip)) out.push_back(*told);
  }
  const bool is_evidence = std::ranges::any_of(
      out, [&](const Told& told) { return evidence.is_fresh(told.at, evidence.interval_of(trip)); });
  if (!is_evidence) out.clear();
  return out;
}

/// Why a message shuts the gate whatever others show; empty where it does not.
std::string harm_of(const LedgerEntry& entry) {
  const auto detail = entry.detail.empty() ? std::string() : ": " + printable(entry.detail, kLongestDetail);
  if (entry.sighting && !entry.sighting->is_junk) return {};
  if (entry.sighting)
    return fmt::format("lies in {} of mailbox {}", printable(entry.sighting->folder, kLongestDetail),
                       entry.mailbox);
  if (entry.result) return fmt::format("ended as {}{}", to_string(*entry.result), detail);
  return fmt::format("has not arrived in mailbox {}{}", entry.mailbox, detail);
}

/// By the address that it is read at, or else by mail by the new path that came there of late.
mail::MailboxKeeper keeper_told(const Evidence& evidence, const Mailbox& mailbox) {
  const auto keeper = keeper_of(evidence.plan, mailbox);
  if (keeper != mail::MailboxKeeper::unknown) return keeper;
  for (const auto& trip : evidence.plan.round_trips) {
    const auto* own = evidence.plan.mailbox(trip.mailbox);
    if (own == nullptr || account_of(*own) != account_of(mailbox)) continue;
    if (std::ranges::any_of(told_lately(evidence, trip),
                            [&](const LedgerEntry* entry) { return is_kept_by_new(evidence.plan, *entry); }))
      return mail::MailboxKeeper::second;
  }
  return keeper;
}

/// Of messages that all arrived.
Verdict proven_by(const Evidence& evidence, const RoundTrip& trip, const Mailbox& mailbox,
                  const std::vector<Told>& told) {
  const auto keeper = keeper_told(evidence, mailbox);
  std::vector<const LedgerEntry*> proven;
  std::string last_words;
  for (const auto& [entry, at] : told) {
    const auto proof = relay_proof_of(evidence.plan, *entry, keeper);
    if (proof.outcome == Outcome::contradicted)
      return fail(fmt::format("{}, went another way: {}", text_of(*entry), proof.why));
    if (last_words.empty()) last_words = proof.why;
    if (proof.outcome == Outcome::proven) proven.push_back(entry);
  }
  const auto* last = told.front().entry;
  const auto words = fmt::format("{}, arrived in mailbox {}: {}", text_of(*last), mailbox.id, last_words);
  if (proven.empty() || proven.front() != last) return no_evidence(words);
  if (proven.size() < kLeastMessages)
    return no_evidence(fmt::format("only {}; two messages are needed", words));
  if (const auto kind = kind_not_shown(trip, proven))
    return no_evidence(
        fmt::format("no message of {} with the text {} is known to have come to mailbox {} by the old server "
                    "lately",
                    trip.id, to_string(*kind), mailbox.id));
  auto good = pass(words);
  good.evidence_at = told.front().at;
  return good;
}

}  // namespace

Verdict relays_into_new_mailbox(const Evidence& evidence, const RoundTrip& trip, const Mailbox& mailbox) {
  const auto told = told_of_late(evidence, trip);
  if (told.empty())
    return no_evidence(
        fmt::format("no message of {} by the old path has told lately whether it arrives in mailbox {}",
                    trip.id, mailbox.id));
  for (const auto& each : told) {
    if (const auto harm = harm_of(*each.entry); !harm.empty())
      return fail(fmt::format("{}, {}", text_of(*each.entry), harm));
  }
  return proven_by(evidence, trip, mailbox, told);
}

}  // namespace cutwatch::cutover
