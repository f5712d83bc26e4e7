#include "core/cutover/gates/let_in_proof.hpp"

#include "core/cutover/gates/ended_messages.hpp"
#include "core/cutover/gates/over_trips.hpp"
#include "core/cutover/gates/told_lately.hpp"
#include "core/cutover/recipients/parity.hpp"
#include "core/text/ascii.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace cutwatch::cutover {
namespace {

using Shown = LetInProof::Kind;
using mail::LedgerEntry;
using mail::MessageResult;

constexpr std::size_t kMostDetail = 160;

std::vector<const RoundTrip*> trips_to(const Plan& plan, const std::string& recipient) {
  auto trips = by_new_path(plan);
  std::erase_if(trips, [&](const RoundTrip* trip) { return !equals_ignoring_case(trip->to, recipient); });
  return trips;
}

bool is_harmed(const LedgerEntry& entry) {
  return entry.result == MessageResult::refused || entry.result == MessageResult::lost;
}

std::string ended_as(const LedgerEntry& entry) {
  return fmt::format("{} ended as {}{}", text_of(entry), to_string(*entry.result),
                     entry.detail.empty() ? "" : ": " + printable(entry.detail, kMostDetail));
}

/// By the last message of one round trip that was sent since and has ended.
std::optional<LetInProof> shown_since(const Evidence& evidence, const RoundTrip& trip, WallTime since) {
  const auto told = told_lately(evidence, trip);
  const auto last =
      std::ranges::find_if(told, [&](const LedgerEntry* entry) { return entry->recorded >= since; });
  if (last != told.end() && is_harmed(**last)) return LetInProof{Shown::refused, ended_as(**last)};
  if (const auto* missing = overdue_message(evidence, trip, Path::new_path))
    return LetInProof{Shown::missing, text_of(*missing) + ", has not arrived"};
  for (const auto* entry : messages_under_way(evidence, trip, Path::new_path)) {
    if (entry->recorded >= since && entry->is_put_off())
      return LetInProof{Shown::missing, text_of(*entry) + ", is put off"};
  }
  if (last == told.end() || !(*last)->sighting) return std::nullopt;
  return LetInProof{Shown::delivered, text_of(**last) + ", arrived"};
}

/// Of before, too: that the recipient is one.
std::optional<LetInProof> shown_ever(const Evidence& evidence, const RoundTrip& trip) {
  const auto told = told_lately(evidence, trip);
  const auto found = std::ranges::find_if(
      told, [](const LedgerEntry* entry) { return entry->sighting.has_value() && !is_harmed(*entry); });
  if (found == told.end()) return std::nullopt;
  return LetInProof{Shown::valid, text_of(**found) + ", arrived"};
}

std::optional<LetInProof> said_by_new(const Evidence& evidence, const std::string& recipient) {
  const auto parity = parity_of(evidence.plan, evidence.state, evidence.now);
  const auto found = std::ranges::find_if(parity.recipients, [&](const RecipientParity& each) {
    return equals_ignoring_case(each.recipient, recipient);
  });
  if (found == parity.recipients.end()) return std::nullopt;
  const auto& said = found->new_server;
  if (said.answer == mail::RecipientAnswer::refused)
    return LetInProof{Shown::refused,
                      fmt::format("the new server refuses {} too: {}", recipient, said.words)};
  if (said.answer != mail::RecipientAnswer::valid) return std::nullopt;
  if (parity.new_telling != Telling::apart) return std::nullopt;
  return LetInProof{Shown::valid, fmt::format("the new server takes mail for {}", recipient)};
}

int weight(Shown kind) {
  switch (kind) {
    case Shown::refused: return 4;
    case Shown::missing: return 3;
    case Shown::delivered: return 2;
    case Shown::valid: return 1;
    case Shown::unknown: return 0;
  }
  return 0;
}

}  // namespace

LetInProof let_in_proof(const Evidence& evidence, const Lockdown& lockdown, WallTime since) {
  LetInProof out{
      Shown::unknown,
      fmt::format("that {} is valid nothing has shown lately: name it in cutover.recipients, or let "
                  "a round trip by the new path go to it",
                  lockdown.recipient)};
  const auto take = [&](std::optional<LetInProof> shown) {
    if (shown && weight(shown->kind) > weight(out.kind)) out = *std::move(shown);
  };
  take(said_by_new(evidence, lockdown.recipient));
  for (const auto* trip : trips_to(evidence.plan, lockdown.recipient)) {
    take(shown_since(evidence, *trip, since));
    take(shown_ever(evidence, *trip));
  }
  return out;
}

}  // namespace cutwatch::cutover
