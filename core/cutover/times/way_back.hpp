#pragma once
#include "core/cutover/conditions/old_path.hpp"
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
  bool is_ttl_only = false;   ///< Only the TTL goes back: senders are led as before, so that it is in effect
                              ///< at once; or when the copies end of what was taken back already.
  OldPathFinding old_path{};  ///< Whether mail that goes back is taken there.
};

/// Pure.
WayBack way_back(const Evidence& evidence);

}  // namespace cutwatch::cutover
