#pragma once
#include "core/cutover/cutover_assessment.hpp"
#include "core/cutover/plan/plan.hpp"

#include <nlohmann/json_fwd.hpp>

// Where a cutover stands and what to do, in the API.
namespace cutwatch::exporters {

nlohmann::json decision_json(const cutover::Decision& decision);

/// The servers and resolvers whose evidence the operator does without, and why.
nlohmann::json accepted_json(const cutover::Plan& plan);

/// In the order of the steps.
nlohmann::json gates_json(const std::vector<cutover::Gate>& gates, WallTime now);

/// What is wrong, the worst first.
nlohmann::json conditions_json(const std::vector<cutover::Condition>& conditions);
/// null while there is none.
nlohmann::json maintenance_json(const std::optional<cutover::Maintenance>& maintenance);

}  // namespace cutwatch::exporters
