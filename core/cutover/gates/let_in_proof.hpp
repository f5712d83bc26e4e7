#pragma once
#include "core/cutover/gates/evidence.hpp"
#include "core/cutover/plan/plan.hpp"

#include <cstdint>
#include <string>

namespace cutwatch::cutover {

/// What is known of mail that goes to the locked server by way of the one that it is to let in.
struct LetInProof {
  enum class Kind : std::uint8_t {
    refused,    ///< it does not get through: the recipient is refused, or mail since was refused or lost
    missing,    ///< mail since should have arrived and has not: nobody can tell
    unknown,    ///< nobody has looked
    valid,      ///< the recipient is one, by what the other server says, or by mail from before
    delivered,  ///< mail since has arrived
  };
  Kind kind = Kind::unknown;
  std::string words;  ///< Without a full stop; printable ASCII.
};

/// Since the lock was first seen at `since`. Rests on messages by the new path to the recipient, and on what
/// the new server says of him where it tells recipients apart. Pure.
LetInProof let_in_proof(const Evidence& evidence, const Lockdown& lockdown, WallTime since);

}  // namespace cutwatch::cutover
