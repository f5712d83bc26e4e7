#pragma once
#include "core/cutover/cutover_assessment.hpp"

#include <nlohmann/json_fwd.hpp>

// When steps may be taken, how to go back, and what the zone has, in the API.
namespace cutwatch::exporters {

/// The steps, in their order.
nlohmann::json timetable_json(const std::vector<cutover::StepTime>& timetable);

nlohmann::json way_back_json(const cutover::WayBack& way);
nlohmann::json taken_back_json(const std::optional<cutover::TakenBack>& taken);

/// What name servers publish for a record; one group where they agree.
nlohmann::json published_json(const cutover::WatchedRecord& record, const RecordState& state);

/// What the record was before the cutover; null where that was not seen.
nlohmann::json noted_json(const cutover::WatchedRecord& record, const RecordState& state);

}  // namespace cutwatch::exporters
