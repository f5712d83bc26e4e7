#pragma once
#include "core/cutover/gates/gate.hpp"

#include <span>
#include <string_view>

// What `cutwatch explain` says of a gate; docs/gates.md has the same. Adding a gate costs one line here.
namespace cutwatch::cutover {

struct GateWords {
  std::string_view id;
  std::string_view passes;  ///< When it opens by itself; empty where nothing gathers the evidence yet.
  std::string_view action;  ///< What to do while it is shut.

  bool is_looked_at() const { return !passes.empty(); }
};

/// In the order of the table of gates, each id once.
std::span<const GateWords> gate_words();

/// The words of a gate, whatever the step; null when there is none.
const GateWords* find_gate_words(std::string_view id);

/// What the operator does in a step.
std::string_view words_of(Step step) noexcept;

/// docs/gates.md, the rows of what to do about each gate.
std::string gate_documentation();

}  // namespace cutwatch::cutover
