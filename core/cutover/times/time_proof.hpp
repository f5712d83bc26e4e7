#pragma once
#include "core/cutover/gates/evidence.hpp"
#include "core/cutover/gates/gate.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cutwatch::cutover {

/// What one thing that a step waits for means for its time.
enum class HoldUp : std::uint8_t {
  none,      ///< it is passed
  time,      ///< nothing but time
  evidence,  ///< something is wrong, not done or not known: whatever the time, it is needed too
  endless,   ///< what time would have to pass cannot be told
};

std::string_view to_string(HoldUp hold_up) noexcept;

/// One thing that a step waits for, or has waited for, with what proves it.
struct TimeProof {
  std::string_view gate;  ///< Its id.
  HoldUp hold_up = HoldUp::none;
  std::string text;                 ///< In words and numbers, without a full stop; printable ASCII.
  std::optional<WallTime> until{};  ///< No earlier than this, where that can be told.
};

/// What holds up, or has held up, a step that may be taken next: what is told by time (each RRset whose
/// copies must have ended, each gate that waits) and every other gate that is shut. Where the old server may
/// only be retired once a record is published that leads there still, its copies are reckoned with as if it
/// were published now. Pure.
std::vector<TimeProof> proofs_now(const Evidence& evidence, const std::vector<Gate>& gates, Step step);

/// Whether a gate waits until no sender tries the old server any more.
bool waits_for_quiet(const Gate& gate);

/// The verdict of a gate about one record, as a proof; a bound tells when what is passed was.
TimeProof proof_of(std::string_view gate, const RecordEvidence& of, Verdict verdict,
                   const std::optional<dns::BoundResult>& bound);

}  // namespace cutwatch::cutover
