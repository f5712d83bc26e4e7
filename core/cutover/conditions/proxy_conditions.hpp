#pragma once
#include "core/cutover/conditions/condition.hpp"

#include <optional>

namespace cutwatch::cutover {

/// Nobody answers at the proxy's addresses; with what becomes of mail meanwhile (core/cutover/conditions/
/// fallback.hpp). A warning before the switch, when nobody's mail goes there, and while mail is only delayed,
/// until two messages have not arrived within `lost_after`: no sender waits for ever.
std::optional<Finding> proxy_down(const Evidence& evidence);

}  // namespace cutwatch::cutover
