#include "agent/cli/filter_verdict.hpp"

#include "agent/cli/command_line.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::cli {
namespace {

using mail::MessageResult;

constexpr std::size_t kMaxText = 1024;

bool was_text_refused(const mail::LedgerEntry& entry) {
  const auto is_text = [](const mail::SmtpPhaseTime& each) { return each.phase == mail::SmtpPhase::body; };
  return entry.disposition == mail::SmtpDisposition::refused && std::ranges::any_of(entry.phases, is_text);
}

MailVerdict let_through(const mail::LedgerEntry& entry) {
  return {"unfiltered",
          fmt::format("no filter stopped the message that each has to know (GTUBE): it lies in {}",
                      printable(entry.sighting->folder)),
          kNotPassed};
}

}  // namespace

bool is_for_filter(const ProbedMail& probed) {
  return probed.entry && probed.entry->form.body == mail::BodyKind::gtube;
}

MailVerdict verdict_on_filter(const ProbedMail& probed, const MailVerdict& otherwise) {
  const auto& entry = *probed.entry;
  if (!entry.result) return otherwise;
  switch (*entry.result) {
    case MessageResult::delivered:
    case MessageResult::late: return let_through(entry);
    case MessageResult::junk:
      return {
          "filtered",
          fmt::format("the filter works: the message (GTUBE) lies in {}", printable(entry.sighting->folder)),
          kPass};
    case MessageResult::refused:
      if (!was_text_refused(entry)) return otherwise;
      return {"filtered",
              fmt::format("the filter works: the server refused the text (GTUBE): {}",
                          printable(entry.detail, kMaxText)),
              kPass};
    case MessageResult::untold: return otherwise;
    case MessageResult::lost: break;
  }
  return {otherwise.name, "the message (GTUBE) is nowhere: a filter dropped it, or it was lost", kCannotTell};
}

}  // namespace cutwatch::cli
