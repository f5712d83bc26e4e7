#pragma once
#include "core/time/time.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

// What is remembered of judgements: not what is thought now, but when it changed.
namespace cutwatch {

/// What a change is about.
enum class ChangeKind : std::uint8_t {
  plan,       ///< what the operator intends
  phase,      ///< where the cutover stands
  decision,   ///< what is to be done
  verdict,    ///< what a gate answers
  condition,  ///< something begins to be wrong, or ends
};

inline constexpr std::array kChangeKinds{ChangeKind::plan, ChangeKind::phase, ChangeKind::decision,
                                         ChangeKind::verdict, ChangeKind::condition};

std::string_view to_string(ChangeKind kind) noexcept;

/// Of what a judgement is kept: one gate, one condition, the phase.
struct JudgementKey {
  ChangeKind kind = ChangeKind::phase;
  std::string subject;  ///< "switch old_ttl_expired" for a verdict, a condition's id; else empty.
  friend auto operator<=>(const JudgementKey&, const JudgementKey&) = default;
};

/// What was last told of each of them: "pass", "critical", "lower_ttl". What is not there has not been told.
using Judgement = std::map<JudgementKey, std::string>;

/// One change of judgement. All text is printable ASCII.
struct ChronicleEntry {
  WallTime at;
  JudgementKey about;
  std::string before;  ///< Empty: nothing had been told.
  std::string after;   ///< Empty: a condition that ended, a gate that is asked no more.
  std::string words;   ///< What it rests on, as it was said then.
  friend bool operator==(const ChronicleEntry&, const ChronicleEntry&) = default;

  /// The one sentence, the same everywhere; without a full stop of its own.
  std::string sentence() const;
};

}  // namespace cutwatch
