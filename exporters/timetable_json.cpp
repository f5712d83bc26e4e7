#include "exporters/timetable_json.hpp"

#include "core/cutover/record/noting.hpp"
#include "core/cutover/record/zone_groups.hpp"
#include "core/cutover/record/zone_lines.hpp"
#include "core/text/printable.hpp"
#include "exporters/json_values.hpp"
#include "exporters/watch_table.hpp"

namespace cutwatch::exporters {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxText = 2048;

json lines_json(const std::vector<std::string>& lines) {
  json out = json::array();
  for (const auto& line : lines) out.push_back(printable(line, kMaxText));
  return out;
}

json proofs_json(const std::vector<cutover::TimeProof>& proofs) {
  json out = json::array();
  for (const auto& proof : proofs) {
    out.push_back({{"gate", proof.gate.empty() ? json() : json(proof.gate)},
                   {"holds_up", to_string(proof.hold_up)},
                   {"text", printable(proof.text, kMaxText)},
                   {"until", time_or_null(proof.until)}});
  }
  return out;
}

json supposes_json(const std::optional<cutover::Supposition>& supposes) {
  if (!supposes) return {};
  return {{"step", to_string(supposes->taken)}, {"at", rfc3339(supposes->at)}};
}

}  // namespace

nlohmann::json timetable_json(const std::vector<cutover::StepTime>& timetable) {
  json out = json::array();
  for (const auto& time : timetable) {
    out.push_back({{"step", to_string(time.step)},
                   {"kind", to_string(time.kind)},
                   {"at", time_or_null(time.at)},
                   {"sentence", printable(time.sentence(), kMaxText)},
                   {"supposes", supposes_json(time.supposes)},
                   {"proofs", proofs_json(time.proofs)},
                   {"publish", lines_json(time.publish)}});
  }
  return out;
}

nlohmann::json way_back_json(const cutover::WayBack& way) {
  return {
      {"publish", lines_json(way.publish)},
      {"effective", time_or_null(way.effective)},
      {"ttl_only", way.is_ttl_only},
      {"proofs", proofs_json(way.proofs)},
      {"old_path",
       {{"state", to_string(way.old_path.state)}, {"evidence", printable(way.old_path.words, kMaxText)}}}};
}

nlohmann::json taken_back_json(const std::optional<cutover::TakenBack>& taken) {
  if (!taken) return {};
  return {{"at", time_or_null(taken->at)},
          {"copies_until", time_or_null(taken->copies_until)},
          {"sentence", printable(taken->sentence, kMaxText)}};
}

nlohmann::json published_json(const cutover::WatchedRecord& record, const RecordState& state) {
  json out = json::array();
  for (const auto& group : zone_groups(record, state)) {
    json servers = json::array();
    for (const auto& server : group.servers) servers.push_back(name_of(server));
    out.push_back({{"nameservers", servers},
                   {"last_seen", rfc3339(group.last_seen)},
                   {"zone_lines", lines_json(group.lines)}});
  }
  return out;
}

nlohmann::json noted_json(const cutover::WatchedRecord& record, const RecordState& state) {
  const auto* known = cutover::noted_of(record, state);
  if (known == nullptr) return {};
  return {{"zone_lines", lines_json(cutover::published_lines(record.question, known->rrset, known->ttl))},
          {"at", rfc3339(known->at)}};
}

}  // namespace cutwatch::exporters
