#include "exporters/report_timeline.hpp"

#include "core/cutover/plan/known_record.hpp"
#include "core/cutover/record/published.hpp"
#include "core/text/date.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <map>
#include <utility>
#include <vector>

namespace cutwatch::exporters {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxText = 2048;

struct Event {
  WallTime at;
  json shown;
};

Event event_of(WallTime at, std::string_view kind, std::string_view subject, const std::string& sentence) {
  return {.at = at,
          .shown = {{"at", rfc3339(at)},
                    {"kind", kind},
                    {"subject", printable(subject, kMaxText)},
                    {"sentence", printable(sentence, kMaxText)}}};
}

void add_changes(std::vector<Event>& events, const Chronicle& chronicle) {
  for (const auto& entry : chronicle.entries) {
    auto event = event_of(entry->at, to_string(entry->about.kind), entry->about.subject, entry->sentence());
    event.shown["before"] = printable(entry->before, kMaxText);
    event.shown["after"] = printable(entry->after, kMaxText);
    events.push_back(std::move(event));
  }
}

void add_versions(std::vector<Event>& events, const cutover::WatchedRecord& record,
                  const dns::NameServer& server, const dns::AuthorityHistory& history) {
  const dns::Version* before = nullptr;
  for (const auto& version : history.versions) {
    auto event = event_of(version.first_seen, "published", to_string(record.question),
                          fmt::format("{} {} {}: {}, TTL {}", cutover::text_of(server),
                                      before == nullptr ? "was first seen to publish" : "publishes",
                                      to_string(record.question), version.rrset.text(), version.ttl.count()));
    event.shown["before"] = before == nullptr ? "" : printable(before->rrset.text(), kMaxText);
    event.shown["after"] = printable(version.rrset.text(), kMaxText);
    events.push_back(std::move(event));
    before = &version;
  }
}

}  // namespace

json timeline_json(const cutover::Plan& plan, const DomainState& state) {
  std::vector<Event> events;
  add_changes(events, *state.chronicle);
  for (const auto& record : plan.records) {
    const auto& known = cutover::state_of(record, state);
    for (const auto& [server, view] : known.authorities) add_versions(events, record, server, view->history);
    for (const auto& [server, gone] : known.departed) {
      add_versions(events, record, server, gone->history);
      events.push_back(event_of(
          gone->departed_at, "published", to_string(record.question),
          fmt::format("{} left the delegation of {}", cutover::text_of(server), to_string(record.question))));
    }
  }
  // Of one instant in the order above.
  std::map<std::pair<WallTime, std::size_t>, json> ordered;
  for (auto& event : events) ordered.emplace(std::pair(event.at, ordered.size()), std::move(event.shown));
  json out = json::array();
  for (auto& [when, event] : ordered) out.push_back(std::move(event));
  return out;
}

}  // namespace cutwatch::exporters
