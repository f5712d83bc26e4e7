#pragma once
#include "core/cutover/gates/evidence.hpp"
#include "core/cutover/times/time_proof.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cutwatch::cutover {

/// How to go back from where a cutover stands, and when that has taken effect.
struct WayBack {
  std::vector<std::string> publish;     ///< Zone lines; empty where there is nothing to go back to.
  std::optional<WallTime> effective{};  ///< When the last honest copy ends of what is published now, were it
                                        ///< taken back now; none where that cannot be told.
  std::vector<TimeProof> proofs{};      ///< Of each record that goes back.
};

/// Pure.
WayBack way_back(const Evidence& evidence);

}  // namespace cutwatch::cutover
