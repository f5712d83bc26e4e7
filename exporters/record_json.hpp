#pragma once
#include "core/cutover/record/record_assessment.hpp"

#include <nlohmann/json.hpp>

namespace cutwatch::exporters {

/// One watched record as /api/v1/status shows it (docs/api.md). Pure.
nlohmann::json record_json(const cutover::RecordAssessment& assessed);

}  // namespace cutwatch::exporters
