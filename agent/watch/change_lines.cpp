#include "agent/watch/change_lines.hpp"

#include "core/text/date.hpp"
#include "core/text/printable.hpp"
#include "exporters/watch_table.hpp"

#include <fmt/core.h>

namespace cutwatch {
namespace {

std::string data_of(const std::vector<dns::RrSet>& held) {
  std::string out;
  for (const auto& rrset : held) out += (out.empty() ? ": " : " | ") + rrset.text();
  return out;
}

}  // namespace

void ChangeLines::note(std::vector<std::string>& lines, const std::string& server, const std::string& state,
                       WallTime now) {
  auto& last = last_[server];
  if (last == state) return;
  last = state;
  lines.push_back(fmt::format("{} {}: {}", rfc3339(now), printable(server), printable(state, 1024)));
}

void ChangeLines::note_suspicion(std::vector<std::string>& lines, const std::string& server,
                                 const std::optional<dns::Suspicion>& suspicion, WallTime now) {
  const auto subject = server + " intercepted?";
  if (!suspicion && !last_.contains(subject)) return;
  note(lines, subject, suspicion ? to_string(*suspicion) : "nothing speaks for it any more", now);
}

std::vector<std::string> ChangeLines::after(const cutover::RecordAssessment& record, WallTime now) {
  std::vector<std::string> lines;
  for (const auto& authority : record.authorities) {
    const auto* version = authority.view->history.current();
    const auto holds =
        version ? fmt::format(": {}, TTL {}", version->rrset.text(), version->ttl.count()) : "";
    note(lines, exporters::name_of(authority.server) + " (authority)",
         exporters::state_text(authority) + holds, now);
  }
  for (const auto& resolver : record.resolvers) {
    const auto name = exporters::name_of(*resolver.resolver);
    if (!resolver.state && last_.contains(name)) continue;  // between two copies nothing has changed
    note_suspicion(lines, name, resolver.suspicion, now);
    const auto holds = resolver.view ? data_of(dns::held_at(resolver.view->entries, now)) : "";
    const auto before = lines.size();
    note(lines, name, exporters::state_text(resolver) + holds, now);
    if (lines.size() > before && resolver.ttl && resolver.expires) {
      lines.back() += fmt::format(", TTL {}, ends by {}", resolver.ttl->count(), rfc3339(*resolver.expires));
    }
  }
  return lines;
}

}  // namespace cutwatch
