#pragma once
#include "core/dns/answer_state.hpp"
#include "core/dns/kept_past_ttl.hpp"
#include "core/dns/message.hpp"
#include "core/time/time.hpp"

#include <compare>
#include <optional>
#include <string>

namespace cutwatch {

/// One resolver and one change of a record: what is published anew after a rollback is another one.
struct SwitchKey {
  dns::Question record;
  std::string resolver;  ///< By id.
  std::string target;    ///< What the record was changed to, as text.
  std::optional<WallTime>
      published{};  ///< When a name server was first seen to change to it; none: nobody saw it.
  friend auto operator<=>(const SwitchKey&, const SwitchKey&) = default;
};

/// When a resolver followed a change, and whether it was late.
struct ResolverSwitch {
  dns::AnswerState state =
      dns::AnswerState::old_stage;      ///< Old, new, mixed or other: the last that was told.
  WallTime since;                       ///< Of that state.
  std::optional<WallTime> first_new;    ///< When it first had nothing but the target.
  std::optional<dns::KeptCause> cause;  ///< It kept old data past their bound, and why.
  std::optional<WallTime> kept_until;   ///< When they were last seen there, then.
  friend bool operator==(const ResolverSwitch&, const ResolverSwitch&) = default;
};

}  // namespace cutwatch
