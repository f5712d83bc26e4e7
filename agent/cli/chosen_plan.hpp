#pragma once
#include "core/cutover/plan/plan.hpp"

#include <expected>
#include <string>
#include <vector>

namespace cutwatch::cli {

/// The plan that is meant, by its domain however it is written, or the only one there is where none is named.
/// The error is a sentence for who typed the command. Pure.
std::expected<cutover::Plan, std::string> chosen_plan(const std::vector<cutover::Plan>& plans,
                                                      const std::string& domain);

}  // namespace cutwatch::cli
