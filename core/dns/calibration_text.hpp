#pragma once
#include "core/dns/calibration.hpp"

#include <string>

// What was measured, for people.
namespace cutwatch::dns {

/// One cell each: "86400", "3600 to 86400", "none", "?" where it was not measured.
std::string cap_text(const Calibration& seen);
std::string floor_text(const Calibration& seen);
std::string aging_text(const Calibration& seen);

/// What the cells leave open: "serves a copy with TTL 0 for 24 s and more; its caches keep TTLs for different
/// times"; empty where there is nothing to add.
std::string note_text(const Calibration& seen);

/// All of it in a line: "cap 86400 s, no floor, TTLs run down, at least 2 caches".
std::string sentence_of(const Calibration& seen);

}  // namespace cutwatch::dns
