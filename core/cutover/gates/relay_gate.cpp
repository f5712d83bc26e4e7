#include "core/cutover/gates/relay_gate.hpp"

#include "core/cutover/gates/ended_messages.hpp"
#include "core/cutover/gates/relay_way.hpp"
#include "core/cutover/gates/told_lately.hpp"
#include "core/cutover/gates/unmended_harm.hpp"
#include "core/cutover/plan/new_mailbox.hpp"
#include "core/cutover/plan/planned_message.hpp"
#include "core/cutover/record/freshness.hpp"
#include "core/mail/copies_of_message.hpp"
#include "core/text/date.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cutwatch::cutover {
namespace {

using mail::CopyState;
using mail::LedgerEntry;

constexpr std::size_t kLongestDetail = 512;

bool takes(const RoundTrip& trip, Path path) {
  return std::ranges::find(trip.paths, path) != trip.paths.end();
}

/// What one message told of its copy, and when.
struct Told {
  const LedgerEntry* entry;
  CopyState state;
  WallTime at;
};

/// None while it may still come, and where nobody has looked since it should have.
std::optional<Told> told_by(const Evidence& evidence, const LedgerEntry& entry, const Mailbox& mailbox) {
  const auto* copy = mail::copy_in(entry, mailbox.id);
  if (copy == nullptr || copy->account != account_of(mailbox)) return std::nullopt;
  const auto due = entry.recorded + entry.limits.late_after;
  const auto state = mail::copy_state(entry, *copy);
  switch (state) {
    case CopyState::arrived:
    case CopyState::junk: return Told{&entry, state, std::min(*copy->seen, due)};
    case CopyState::missing: return Told{&entry, state, *copy->missed};
    case CopyState::not_sent: return Told{&entry, state, entry.ended.value_or(entry.recorded)};
    case CopyState::awaited: break;
  }
  const auto& looks = evidence.state.mail->mailboxes;
  const auto look = looks.find(mailbox.id);
  const bool was_looked = look != looks.end() && look->second.last_read && *look->second.last_read > due;
  return was_looked ? std::optional(Told{&entry, state, *look->second.last_read}) : std::nullopt;
}

/// Of late, the last message to be sent first.
std::vector<Told> told_of_copies(const Evidence& evidence, const RoundTrip& trip, const Mailbox& mailbox) {
  auto entries = ended_messages(evidence, trip, Path::old_path);
  const auto under_way = messages_under_way(evidence, trip, Path::old_path);
  entries.insert(entries.end(), under_way.begin(), under_way.end());
  std::ranges::sort(entries, std::ranges::greater{},
                    [](const LedgerEntry* entry) { return entry->recorded; });
  std::vector<Told> out;
  for (const auto* entry : entries) {
    if (is_to_come(entry->recorded, evidence.now)) continue;
    const auto told = told_by(evidence, *entry, mailbox);
    if (told && is_within_reach(evidence, told->at, trip)) out.push_back(*told);
  }
  const bool is_evidence = std::ranges::any_of(
      out, [&](const Told& told) { return evidence.is_fresh(told.at, evidence.interval_of(trip)); });
  if (!is_evidence) out.clear();
  return out;
}

std::vector<const LedgerEntry*> messages_of(const std::vector<Told>& told) {
  std::vector<const LedgerEntry*> out;
  for (const auto& each : told) out.push_back(each.entry);
  return out;
}

std::string what_became_of(const Told& told, const Mailbox& mailbox) {
  switch (told.state) {
    case CopyState::junk:
      return fmt::format("lies in {} of mailbox {}",
                         printable(mail::copy_in(*told.entry, mailbox.id)->folder, kLongestDetail),
                         mailbox.id);
    case CopyState::not_sent:
      return fmt::format("was not taken by the old server{}{}", told.entry->detail.empty() ? "" : ": ",
                         printable(told.entry->detail, kLongestDetail));
    case CopyState::arrived:
      return fmt::format("arrived in mailbox {}{}", mailbox.id, told.entry->sighting ? " as well" : "");
    case CopyState::awaited:
    case CopyState::missing: break;
  }
  return fmt::format("has not arrived in mailbox {}", mailbox.id);
}

Verdict relays(const Evidence& evidence, const RoundTrip& trip, const Mailbox& mailbox) {
  const auto told = told_of_copies(evidence, trip, mailbox);
  const auto words = [&](const Told& of) {
    return fmt::format("{}, {}", text_of(*of.entry), what_became_of(of, mailbox));
  };
  if (told.empty())
    return no_evidence(
        fmt::format("no message of {} by the old path has told lately whether it arrives in mailbox {}",
                    trip.id, mailbox.id));
  const auto bad =
      std::ranges::find_if(told, [](const Told& each) { return each.state != CopyState::arrived; });
  if (bad != told.end()) return fail(words(*bad));
  if (told.size() < kLeastMessages)
    return no_evidence(fmt::format("only {}; two messages are needed", words(told.front())));
  if (const auto kind = kind_not_shown(trip, messages_of(told)))
    return no_evidence(fmt::format("no message of {} with the text {} arrived in mailbox {} lately", trip.id,
                                   to_string(*kind), mailbox.id));
  auto good = pass(words(told.front()));
  good.evidence_at = told.front().at;
  return good;
}

}  // namespace

Verdict judge_old_host_relays(const Evidence& evidence) {
  const auto& plan = evidence.plan;
  std::optional<Verdict> verdict;
  const auto add = [&](Verdict one) {
    verdict = verdict ? both(*std::move(verdict), std::move(one)) : std::move(one);
  };
  for (const auto& trip : plan.round_trips) {
    if (!takes(trip, Path::old_path)) continue;
    const auto* own = plan.mailbox(trip.mailbox);
    if (own != nullptr && ends_in(plan, Path::new_path, *own))
      add(relays_into_new_mailbox(evidence, trip, *own));
    for (const auto& id : trip.also_in) {
      const auto* mailbox = plan.mailbox(id);
      if (mailbox != nullptr && is_new_mailbox(plan, *mailbox)) add(relays(evidence, trip, *mailbox));
    }
  }
  if (verdict) return *std::move(verdict);
  return no_evidence(
      "no round trip by the old path is awaited in the mailbox of mail by the new path, or names it in "
      "also_in: nobody looks there for mail to the old server");
}

}  // namespace cutwatch::cutover
