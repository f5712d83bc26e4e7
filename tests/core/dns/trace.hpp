#pragma once
#include "core/cutover/record/record_assessment.hpp"
#include "tests/support/observations.hpp"

#include <functional>
#include <string>
#include <vector>

// The measured traces of dns-traces.txt, and how the agent would have seen them.
namespace cutwatch::test {

/// One resolver set-up in one scenario: an answer every five seconds.
struct Trace {
  std::string scenario;
  std::string setup;
  WallTime bound;  ///< As the file says it: the last instant at which an honest cache may hold the old data.
  std::vector<std::string> tokens;
};

/// All of the file, in its order.
std::vector<Trace> read_traces();

/// How long before the changes that follow it at once the first round of probes is over.
inline constexpr Millis kBeforeTheChange{20};

/// One answer, and what is true of it.
struct TraceStep {
  int column = 0;
  std::string token;
  Seconds ttl{};
  Millis age{};  ///< Of the oldest copy that may live, when the assessment was made; meaningless where
                 ///< answers are no copies'.
};

/// Folds the whole trace, beside what the authority published meanwhile, and shows the assessment after each
/// answer. Returns the last one, which points into values that live as long as the program.
cutover::RecordAssessment replay(
    const Trace& trace, const std::function<void(const TraceStep&, const cutover::RecordAssessment&)>& show);

}  // namespace cutwatch::test
