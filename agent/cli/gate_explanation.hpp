#pragma once
#include "agent/cli/explanation.hpp"

#include <optional>
#include <string_view>

namespace cutwatch::cli {

/// A gate by id: what opens it, before which steps and in which kinds it stands, and what to do about it.
/// nullopt for anything else. Pure.
std::optional<Explanation> explanation_of_gate(std::string_view id);

/// A step: what the operator does in it, and its gates. nullopt for anything else. Pure.
std::optional<Explanation> explanation_of_step(std::string_view step);

}  // namespace cutwatch::cli
