#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/mail/ledger_entry.hpp"
#include "core/snapshot/snapshot.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

// What happened, for who was not there: the post-mortem of one cutover.
namespace cutwatch::exporters {

/// What a report is made of. It points into its makers' values, which outlive it.
struct ReportSource {
  const cutover::Plan& plan;
  const DomainState& state;
  const std::vector<dns::Resolver>& resolvers;
  const std::vector<mail::LedgerEntry>& messages;  ///< All that are remembered.
  WallTime known_until;           ///< When the state was written last: it is judged as of then.
  bool is_agent_running = false;  ///< It may know more than it has written.
};

/// docs/api.md, "The report". All text is printable ASCII. Pure.
nlohmann::json report_json(const ReportSource& source);

/// The same as Markdown, made of what `report_json` returned. Pure.
std::string report_markdown(const nlohmann::json& report);

}  // namespace cutwatch::exporters
