#pragma once
#include "core/time/time.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cutwatch::cutover {

/// How a gate answers; values of the `verdict` label.
enum class VerdictKind : std::uint8_t {
  pass,
  wait,         ///< nothing is wrong, and it is known until when to wait
  fail,         ///< something is wrong, or has not been done
  no_evidence,  ///< nobody has looked, or too long ago: never a pass
  waived,       ///< the operator goes on without it
};

inline constexpr std::array kVerdictKinds{VerdictKind::pass, VerdictKind::wait, VerdictKind::fail,
                                          VerdictKind::no_evidence, VerdictKind::waived};

std::string_view to_string(VerdictKind kind) noexcept;

/// A gate's answer, with what it rests on.
struct Verdict {
  VerdictKind kind = VerdictKind::no_evidence;
  std::string evidence;                   ///< In words and numbers, without a full stop; printable ASCII.
  std::optional<WallTime> until{};        ///< Of `wait` only.
  std::optional<WallTime> evidence_at{};  ///< Of the oldest observation that it rests on, where there is one.
  friend bool operator==(const Verdict&, const Verdict&) = default;
};

Verdict pass(std::string evidence);
Verdict wait_until(WallTime until, std::string evidence);
Verdict fail(std::string reason);
Verdict no_evidence(std::string missing);

/// One answer for several: the worst of both kinds (fail before no evidence before wait before pass), with
/// the words of that one; of two waits the later, of equals the first. The evidence is as old as the older.
Verdict both(Verdict one, Verdict other);

}  // namespace cutwatch::cutover
