#pragma once
#include "core/cutover/bypass/entry.hpp"
#include "core/cutover/server_log/stray_times.hpp"
#include "core/mail/bypass_mail.hpp"

#include <optional>
#include <string_view>

namespace cutwatch::cutover {

/// A stranger's message that came so to the old server, as one that went around the proxy; none before the
/// switch. It was accepted when the line says, else when it was `filed`, but never later than now. Pure.
std::optional<mail::BypassMail> bypass_of(const Entry& entry, std::string_view message_id,
                                          std::optional<WallTime> filed, const StrayTimes& times,
                                          WallTime now);

}  // namespace cutwatch::cutover
