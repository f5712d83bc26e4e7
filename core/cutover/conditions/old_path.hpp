#pragma once
#include "core/cutover/gates/evidence.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace cutwatch::cutover {

/// Whether there is something to go back to.
enum class OldPath : std::uint8_t {
  good,      ///< the last message down it arrived in time, and lately
  refuses,   ///< it was refused or lost, or is put off
  unproven,  ///< nobody has looked, or too long ago, or it came late or as junk
};

std::string_view to_string(OldPath state) noexcept;

struct OldPathFinding {
  OldPath state = OldPath::unproven;
  std::string words;  ///< What shows it, without a full stop; printable ASCII.
};

/// What mail by the old path shows. Of several round trips one that is refused outweighs one that arrives.
OldPathFinding look_at_old_path(const Evidence& evidence);

/// The same for who is harmed by the new path: by its own old path, where it has one.
OldPathFinding look_at_old_path(const Evidence& evidence, const RoundTrip& harmed);

}  // namespace cutwatch::cutover
