#pragma once
#include "core/mail/login_history.hpp"
#include "core/mail/send_history.hpp"
#include "core/time/time.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace cutwatch::mail {

/// What the agent did to others and may do so often only. Kept by number in the state file.
struct CountedAct {
  enum class Kind : std::uint8_t {
    send,          ///< an attempt to send; `subject` is the path
    failed_login,  ///< `subject` is the account
    login,         ///< one that succeeded behind failed ones of the account, which count no more
  };
  Kind kind = Kind::send;
  std::string subject;
  friend bool operator==(const CountedAct&, const CountedAct&) = default;
};

/// One that a ledger kept, with its instant by the host's clock.
struct KeptAct {
  CountedAct act;
  WallTime at;
  friend bool operator==(const KeptAct&, const KeptAct&) = default;
};

/// What must be known to keep to the limits. Of the whole agent: all its cutovers share it.
struct Manners {
  SendHistory sends;
  LoginHistory logins;

  void note(const CountedAct& act, SteadyTime at);
};

/// One instant by both clocks.
struct BothClocks {
  WallTime wall;
  SteadyTime steady;
};

/// What the kept acts stand for, in whatever order they come. One from the future was done by a clock that
/// was set back since: it counts as done now, so that it neither allows more nor forbids for ever. Pure.
Manners restore_manners(std::vector<KeptAct> kept, const BothClocks& now);

}  // namespace cutwatch::mail
