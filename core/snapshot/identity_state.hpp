#pragma once
#include "core/observation/observation.hpp"

#include <optional>
#include <string>
#include <utility>

namespace cutwatch {

/// Whose address ("old", "new"), and which.
using PathAddress = std::pair<std::string, IpAddress>;

/// Who an address is, as it was last told: a look that tells nothing leaves what is known to grow old.
struct IdentityState {
  struct Reverse {
    dns::ReverseLook look;
    WallTime at;
  };
  struct Greeting {
    GreetingLook look;
    WallTime at;
  };
  WallTime looked_at;  ///< When the last look was begun.
  std::optional<Reverse> reverse;
  std::optional<Failure> reverse_failure;  ///< Why the last look did not tell, if it did not.
  std::optional<Greeting> greeting;
  std::optional<Failure> greeting_failure;
};

/// What is known after one more look. Pure.
IdentityState with_look(IdentityState state, const IdentitySeen& seen);

}  // namespace cutwatch
