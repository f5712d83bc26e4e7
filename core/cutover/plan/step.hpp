#pragma once
#include <array>
#include <cstdint>
#include <string_view>

// The way from the old path to the new one (DESIGN §1): what an operator does, and where that leads.
namespace cutwatch::cutover {

/// Where a cutover stands; values of the `phase` label. Recognised from evidence, never typed in.
enum class Phase : std::uint8_t { prepare, lower_ttl, switching, verify, finish, done };

inline constexpr std::array kPhases{Phase::prepare, Phase::lower_ttl, Phase::switching,
                                    Phase::verify,  Phase::finish,    Phase::done};

/// "switch" for `switching`, else as the enumerator.
std::string_view to_string(Phase phase) noexcept;

/// What the operator does next; values of the `step` label.
enum class Step : std::uint8_t {
  lower_ttl,    ///< publish the records with a low TTL
  switch_over,  ///< "switch": publish what leads mail down the new path
  remove_old,   ///< take the old server out of the MX (kind proxy)
  retire_old,   ///< lock the old server down, or switch it off
  done,         ///< restore the TTL; nothing is left after it
};

inline constexpr std::array kSteps{Step::lower_ttl, Step::switch_over, Step::remove_old, Step::retire_old,
                                   Step::done};

std::string_view to_string(Step step) noexcept;

}  // namespace cutwatch::cutover
