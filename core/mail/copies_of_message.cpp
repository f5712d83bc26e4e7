#include "core/mail/copies_of_message.hpp"

#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace cutwatch::mail {
namespace {

/// A server took it, or may have.
bool has_left(const LedgerEntry& entry) {
  return entry.sighting || entry.accepted || entry.disposition == SmtpDisposition::accepted ||
         entry.disposition == SmtpDisposition::unknown;
}

ExpectedCopy* copy_to_write(LedgerEntry& entry, std::string_view mailbox) {
  const auto found = std::ranges::find(entry.also_in, mailbox, &ExpectedCopy::mailbox);
  return found == entry.also_in.end() ? nullptr : &*found;
}

}  // namespace

std::string_view to_string(CopyState state) noexcept {
  switch (state) {
    case CopyState::awaited: return "awaited";
    case CopyState::arrived: return "arrived";
    case CopyState::junk: return "junk";
    case CopyState::missing: return "missing";
    case CopyState::not_sent: return "not_sent";
  }
  std::unreachable();
}

CopyState copy_state(const LedgerEntry& entry, const ExpectedCopy& copy) {
  if (copy.seen) return copy.is_junk ? CopyState::junk : CopyState::arrived;
  if (copy.missed) return CopyState::missing;
  return entry.result && !has_left(entry) ? CopyState::not_sent : CopyState::awaited;
}

const ExpectedCopy* copy_in(const LedgerEntry& entry, std::string_view mailbox) {
  const auto found = std::ranges::find(entry.also_in, mailbox, &ExpectedCopy::mailbox);
  return found == entry.also_in.end() ? nullptr : &*found;
}

bool awaits_copy_in(const LedgerEntry& entry, std::string_view mailbox) {
  const auto* copy = copy_in(entry, mailbox);
  return copy != nullptr && copy_state(entry, *copy) == CopyState::awaited;
}

bool awaits_copies(const LedgerEntry& entry) {
  return std::ranges::any_of(
      entry.also_in, [&](const ExpectedCopy& copy) { return copy_state(entry, copy) == CopyState::awaited; });
}

const ExpectedCopy* only_copy(const LedgerEntry& entry) {
  if (entry.sighting) return nullptr;
  const ExpectedCopy* best = nullptr;
  for (const auto& copy : entry.also_in) {
    if (!copy.suffices || !copy.seen) continue;
    if (best == nullptr || std::tie(copy.is_junk, *copy.seen) < std::tie(best->is_junk, *best->seen))
      best = &copy;
  }
  return best;
}

bool awaits_sufficing_copy(const LedgerEntry& entry) {
  return has_left(entry) && std::ranges::any_of(entry.also_in, [&](const ExpectedCopy& copy) {
           return copy.suffices && copy_state(entry, copy) == CopyState::awaited;
         });
}

std::string words_on_only_copy(const LedgerEntry& entry, const ExpectedCopy& copy) {
  return printable(
      fmt::format("it came to mailbox {} only: none was kept in mailbox {}", copy.mailbox, entry.mailbox));
}

bool is_copy_overdue(const LedgerEntry& entry, WallTime mailbox_read) {
  const auto from = entry.expected_from();
  return has_left(entry) && from && mailbox_read - *from > entry.limits.lost_after;
}

LedgerEntry with_copy_seen(LedgerEntry entry, std::string_view mailbox, const Sighting& sighting) {
  auto* copy = copy_to_write(entry, mailbox);
  if (copy == nullptr || copy->seen) return entry;
  copy->seen = sighting.at;
  copy->folder = sighting.folder;
  copy->is_junk = sighting.is_junk;
  copy->filed = sighting.filed;
  if (copy->suffices && entry.result == MessageResult::lost) entry.is_found_after_lost = true;
  return entry;
}

LedgerEntry with_copy_missed(LedgerEntry entry, std::string_view mailbox, WallTime at) {
  auto* copy = copy_to_write(entry, mailbox);
  if (copy != nullptr && !copy->seen && !copy->missed) copy->missed = at;
  return entry;
}

LedgerEntry with_copy_bounce(LedgerEntry entry, const DeliveryReport& report) {
  if (!entry.also_in.empty() && !entry.copy_bounce) entry.copy_bounce = report;
  return entry;
}

}  // namespace cutwatch::mail
