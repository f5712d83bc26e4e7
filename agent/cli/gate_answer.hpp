#pragma once
#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace cutwatch::cli {

/// One exit status for two: not passed outweighs cannot tell, and that outweighs passed.
int joined(int one, int other);

/// What the gates before a step say together.
struct GateAnswer {
  int exit_status = 0;             ///< kPass, kNotPassed, or kCannotTell where only evidence is missing.
  std::vector<std::string> lines;  ///< One a gate, for people.
};

/// By the cutover of a status document. A cutover that has no gate before that step, as when its kind has no
/// such step, cannot be told. Pure.
GateAnswer gate_answer(const nlohmann::json& cutover, const std::string& step);

}  // namespace cutwatch::cli
