#include "agent/cli/mail_answer.hpp"

#include "agent/cli/command_line.hpp"
#include "agent/cli/filter_verdict.hpp"
#include "agent/cli/hop_lines.hpp"
#include "agent/cli/mail_verdict.hpp"
#include "core/cutover/plan/way_expected.hpp"
#include "core/mail/message_findings.hpp"
#include "core/text/printable.hpp"
#include "core/time/seconds.hpp"
#include "exporters/authentication_json.hpp"
#include "exporters/json_values.hpp"
#include "exporters/message_json.hpp"

#include <fmt/core.h>

#include <string_view>

namespace cutwatch::cli {
namespace {

using nlohmann::json;

std::string line(std::string_view name, std::string_view text) {
  return fmt::format("{:<8}  {}\n", name, text);
}

std::string phases_text(const mail::LedgerEntry& entry) {
  std::string out;
  for (const auto& [phase, duration] : entry.phases)
    out +=
        fmt::format("{}{} {:.1f} ms", out.empty() ? "" : ", ", to_string(phase), seconds_of(duration) * 1000);
  return out.empty() ? "-" : out;
}

/// Of one that was seen.
std::string_view why_no_latency(const mail::LedgerEntry& entry) {
  if (!entry.accepted) return "when the server took it was not heard";
  if (!entry.sighting->was_watched) return "the mailbox could not be looked into all the while";
  return "this host's clock was set back";
}

std::string latency_text(const ProbedMail& probed) {
  const auto latency = probed.entry->latency();
  if (!latency) return fmt::format("not known: {}", why_no_latency(*probed.entry));
  if (!probed.unseen_for) return fmt::format("{:.3f} s from acceptance to sight", seconds_of(*latency));
  return fmt::format("{:.3f} s from acceptance to sight; it may have lain there for the last {:.3f} s of it",
                     seconds_of(*latency), seconds_of(*probed.unseen_for));
}

std::string folder_text(const mail::Sighting& sighting) {
  return printable(sighting.folder) + (sighting.is_junk ? " (spam)" : " (not spam)");
}

std::string proof_text(const mail::PathProof& proof) {
  const auto grade =
      proof.grade == mail::PathProof::Grade::none ? "" : fmt::format(" {}", to_string(proof.grade));
  return fmt::format("{}{}: {}", to_string(proof.outcome), grade, printable(proof.why, 512));
}

/// Each line of the diffs a line of its own, set in.
std::string changes_text(const mail::Inspection& inspection) {
  if (inspection.changes.empty()) return line("changed", "nothing");
  std::string out;
  for (const auto& change : inspection.changes) {
    out += line("changed", to_string(change.field));
    std::string_view rest = change.diff;
    while (!rest.empty()) {
      const auto end = rest.find('\n');
      out += fmt::format("    {}\n", printable(rest.substr(0, end)));
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
  }
  return out;
}

/// Nothing of a message that was not signed.
std::string signature_text(const mail::Inspection& inspection) {
  if (!inspection.is_signature_judged) return {};
  return line("signature", inspection.has_changed(mail::MessageField::dkim) ? "broken" : "holds");
}

/// What filters wrote, each field a line of its own, and what is odd about it.
std::string spam_text(const mail::LedgerEntry& entry) {
  const auto& fields = entry.sighting->inspection->spam.fields;
  std::string out;
  for (const auto& field : fields) out += line("spam", printable(field));
  if (fields.empty()) out = line("spam", "no filter wrote anything");
  for (const auto& finding : mail::findings_of(entry)) out += line("finding", finding.text);
  return out;
}

/// What the mailbox's server found out about the sender; nothing where nobody is believed in that.
std::string sender_text(const ProbedMail& probed) {
  const auto* mailbox = probed.plan.mailbox(probed.round_trip().mailbox);
  if (mailbox == nullptr || mailbox->authserv_id.empty()) return {};
  const auto& results = probed.entry->sighting->inspection->authentication;
  const auto id = printable(mailbox->authserv_id);
  if (results.empty()) return line("sender", fmt::format("nothing that {} wrote is believed", id));
  auto out = line("sender", fmt::format("{}, says {}", exporters::authentication_text(results), id));
  for (const auto& each : results)
    out += line("sender", fmt::format("{}={} {}", each.method, to_string(each.verdict), each.properties));
  return out;
}

std::string hops_text(const mail::HopTable& table) {
  auto out = line("delays", delays_text(table));
  if (table.mailbox_skew)
    out += line("clock", fmt::format("of the mailbox: {}", text_of(*table.mailbox_skew)));
  return out + hop_lines(table);
}

std::string sighting_text(const ProbedMail& probed) {
  const auto& sighting = *probed.entry->sighting;
  auto out = line("folder", folder_text(sighting)) + line("latency", latency_text(probed)) +
             line("path", proof_text(proof_of(probed)));
  if (!sighting.inspection) return out + line("changed", "not known: it was too long, or could not be read");
  return out + changes_text(*sighting.inspection) + signature_text(*sighting.inspection) +
         spam_text(*probed.entry) + sender_text(probed) +
         hops_text(cutover::hops_of(probed.plan, *probed.entry));
}

std::string table_of(const ProbedMail& probed, const MailVerdict& verdict) {
  auto out = fmt::format("{}: {}\n", verdict.name, verdict.sentence);
  if (!probed.entry) return out;
  const auto& entry = *probed.entry;
  out += line("message", printable(entry.id)) + line("smtp", phases_text(entry));
  return entry.sighting ? out + sighting_text(probed) : out;
}

json json_of(const ProbedMail& probed, const MailVerdict& verdict) {
  const auto& entry = probed.entry;
  return {{"ok", verdict.status == kPass},
          {"verdict", verdict.name},
          {"sentence", verdict.sentence},
          {"domain", probed.plan.label()},
          {"message", entry ? exporters::message_json(probed.plan, *entry) : json()},
          {"is_junk", entry && entry->sighting ? json(entry->sighting->is_junk) : json()},
          {"unseen_for_seconds", exporters::seconds_or_null(probed.unseen_for)},
          {"mailbox_failure", probed.mailbox_failure ? exporters::text_of(*probed.mailbox_failure) : json()}};
}

}  // namespace

MailAnswer answer_for(const ProbedMail& probed) {
  auto verdict = verdict_on(probed);
  if (is_for_filter(probed)) verdict = verdict_on_filter(probed, verdict);
  return {.table = table_of(probed, verdict),
          .json = json_of(probed, verdict).dump(-1, ' ', true) + "\n",
          .status = verdict.status};
}

}  // namespace cutwatch::cli
