#pragma once
#include "core/cutover/identity/identity.hpp"

#include <string>
#include <vector>

namespace cutwatch::cli {

/// Who one address is, as it was just seen.
struct ProbedIdentity {
  std::string target;                ///< As it was asked for.
  std::optional<Failure> failure{};  ///< Why the target has no address; nothing else is known then.
  cutover::Plan plan{};
  DomainState state{};
};

/// What is made of all of them at `now`.
struct IdentityAnswer {
  std::string table;
  std::string json;  ///< One line.
  int status;        ///< 0: all are confirmed, 1: one is not, 3: nobody could tell.
};
IdentityAnswer answer_for(const std::vector<ProbedIdentity>& probed, WallTime now);

}  // namespace cutwatch::cli
