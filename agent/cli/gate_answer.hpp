#pragma once
#include <nlohmann/json.hpp>

#include <string>

namespace cutwatch::cli {

/// One exit status for two: not passed outweighs cannot tell, and that outweighs passed.
int joined(int one, int other);

/// Whether a step may be taken.
struct GateAnswer {
  int exit_status = 0;  ///< kPass, kNotPassed, or kCannotTell where only evidence is missing.
  nlohmann::json gates = nlohmann::json::array();  ///< Those before the step, as in the cutover.
  std::string sentence;                            ///< The decision, or that the step is taken already.
  bool is_taken = false;
  std::string taken_back;  ///< With its line's end: what was taken back, and until when copies of it live.
};

/// By the cutover of a status document: the next step where that is the decision, one behind it only where
/// the go says that it comes then, one that is taken never. A cutover that has no gate before that step, as
/// when its kind has no such step, cannot be told. Pure.
GateAnswer gate_answer(const nlohmann::json& cutover, const std::string& step);

/// Its verdict, id and evidence, and how old that is where it is told, in printable ASCII, with the end of
/// the line.
std::string gate_line(const nlohmann::json& gate);

/// For people: a line a gate, and the sentences.
std::string gate_text(const GateAnswer& answer);

/// For programs: `may_be_taken` is null where that cannot be told. Pure.
nlohmann::json gate_json(const GateAnswer& answer, const std::string& domain, const std::string& step);

}  // namespace cutwatch::cli
