#include "core/cutover/gates/recipient_gates.hpp"

#include "core/cutover/gates/over_trips.hpp"
#include "core/cutover/gates/told_lately.hpp"
#include "core/cutover/recipients/parity.hpp"
#include "core/cutover/recipients/recipient_target.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

namespace cutwatch::cutover {
namespace {

using enum mail::RecipientAnswer;

constexpr std::size_t kMostListed = 5;
constexpr std::size_t kMostWords = 1024;

/// The recipients by what is to be said of them; each text names one.
struct Sorted {
  std::vector<std::string> refused;     ///< By the new server, and taken by the old one.
  std::vector<std::string> unknown;     ///< Nobody can tell of one server, and the other does not decide.
  std::vector<std::string> unproven;    ///< Taken by a new server that may take anybody.
  std::vector<std::string> by_neither;  ///< Taken by neither: no matter of parity.
  std::size_t taken = 0;                ///< By the new server, and it tells recipients apart.
  std::optional<WallTime> at;           ///< Of what was said longest ago.
};

bool has_received(const Evidence& evidence, const std::string& recipient) {
  return std::ranges::any_of(by_new_path(evidence.plan), [&](const RoundTrip* trip) {
    return trip->to == recipient &&
           std::ranges::any_of(told_lately(evidence, *trip),
                               [](const mail::LedgerEntry* entry) { return entry->sighting.has_value(); });
  });
}

void sort_refused(const RecipientParity& each, Sorted& out) {
  switch (each.old_server.answer) {
    case valid: out.refused.push_back(fmt::format("{} ({})", each.recipient, each.new_server.words)); break;
    case refused: out.by_neither.push_back(each.recipient); break;
    case unclear:
      out.unknown.push_back(
          fmt::format("{} (the new server refuses it: {}; whether the old one takes it: {})", each.recipient,
                      each.new_server.words, each.old_server.words));
      break;
  }
}

void sort_one(const Evidence& evidence, const Parity& parity, const RecipientParity& each, Sorted& out) {
  for (const auto at : {each.old_server.at, each.new_server.at}) {
    if (at && (!out.at || *at < *out.at)) out.at = at;
  }
  switch (each.new_server.answer) {
    case valid:
      if (parity.new_telling == Telling::apart || has_received(evidence, each.recipient))
        ++out.taken;
      else
        out.unproven.push_back(each.recipient);
      break;
    case refused: sort_refused(each, out); break;
    case unclear:
      if (each.old_server.answer == refused)
        out.by_neither.push_back(each.recipient);
      else
        out.unknown.push_back(fmt::format("{} (new server: {})", each.recipient, each.new_server.words));
      break;
  }
}

std::string why_unproven(const Plan& plan, const Parity& parity) {
  const auto control = control_recipient(plan);
  return parity.new_telling == Telling::takes_any
             ? fmt::format("the new server takes anybody, {} too: that it takes these proves nothing",
                           control)
             : fmt::format(
                   "whether the new server takes anybody is not known, since it did not say lately what "
                   "it makes of {}",
                   control);
}

Verdict verdict_of(const Plan& plan, const Parity& parity, const Sorted& sorted) {
  if (!sorted.refused.empty())
    return fail("the new server refuses what the old one takes: " + listed(sorted.refused));
  if (!sorted.unknown.empty())
    return no_evidence("nobody can tell whether the new server takes " + listed(sorted.unknown));
  if (!sorted.unproven.empty())
    return no_evidence(fmt::format("{}: {}", why_unproven(plan, parity), listed(sorted.unproven)));
  if (sorted.taken == 0)
    return no_evidence("neither server is known to take any of the recipients: " + listed(sorted.by_neither));
  const auto also = sorted.by_neither.empty()
                        ? std::string()
                        : fmt::format("; the old one does not take {}", listed(sorted.by_neither));
  return pass(fmt::format("the new server takes {} recipient{}, all that the old one takes{}", sorted.taken,
                          sorted.taken == 1 ? "" : "s", also));
}

}  // namespace

std::string listed(const std::vector<std::string>& texts) {
  std::string out;
  const auto shown = std::min(texts.size(), kMostListed);
  for (std::size_t i = 0; i < shown; ++i) out += fmt::format("{}{}", i == 0 ? "" : ", ", texts[i]);
  return shown == texts.size() ? out : fmt::format("{}, and {} more", out, texts.size() - shown);
}

Verdict judge_recipients_valid(const Evidence& evidence) {
  const auto& plan = evidence.plan;
  if (plan.recipients.addresses.empty())
    return no_evidence(
        fmt::format("no recipients are configured: name some in cutover.recipients, postmaster@{} at least",
                    plan.label()));
  const auto parity = parity_of(plan, evidence.state, evidence.now);
  Sorted sorted;
  for (const auto& each : parity.recipients) sort_one(evidence, parity, each, sorted);
  auto verdict = verdict_of(plan, parity, sorted);
  verdict.evidence = printable(verdict.evidence, kMostWords);
  verdict.evidence_at = sorted.at;
  return verdict;
}

}  // namespace cutwatch::cutover
