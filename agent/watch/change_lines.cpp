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

void ChangeLines::note_resolver(std::vector<std::string>& lines, const cutover::ResolverAssessment& resolver,
                                WallTime now) {
  const auto name = exporters::name_of(*resolver.resolver);
  if (!resolver.state && last_.contains(name)) return;  // between two copies nothing has changed
  note_suspicion(lines, name, resolver.suspicion, now);
  const auto holds = resolver.view ? data_of(dns::held_at(resolver.view->entries, now)) : "";
  const auto before = lines.size();
  note(lines, name, exporters::state_text(resolver) + holds, now);
  if (lines.size() == before || !resolver.ttl || !resolver.expires) return;
  lines.back() += fmt::format(", TTL {}, ends by {}", resolver.ttl->count(), rfc3339(*resolver.expires));
  if (resolver.expires == resolver.old_expires && !resolver.late_until)
    late_.note_end(name, *resolver.old_expires);
}

std::vector<std::string> ChangeLines::after(const cutover::RecordAssessment& record, WallTime now) {
  std::vector<std::string> lines;
  const auto add = [&](const std::string& subject, const std::string& text) {
    if (!text.empty()) lines.push_back(fmt::format("{} {}: {}", rfc3339(now), printable(subject), text));
  };
  for (const auto& authority : record.authorities) {
    const auto* version = authority.view->history.current();
    const auto holds =
        version ? fmt::format(": {}, TTL {}", version->rrset.text(), version->ttl.count()) : "";
    note(lines, exporters::name_of(authority.server) + " (authority)",
         exporters::state_text(authority) + holds, now);
  }
  const auto subject = to_string(record.record->question);
  add(subject, late_.of_bound(subject, record.bounds, now));
  for (const auto& resolver : record.resolvers) {
    note_resolver(lines, resolver, now);
    const auto name = exporters::name_of(*resolver.resolver);
    add(name,
        late_.of_resolver(name, resolver,
                          {.target = record.record->stages.at(record.target), .bounds = record.bounds}));
  }
  return lines;
}

}  // namespace cutwatch
