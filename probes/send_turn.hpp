#pragma once
#include "core/failure/failure.hpp"
#include "probes/probe.hpp"

#include <asio/awaitable.hpp>

#include <string>

namespace cutwatch {

/// Waits until one more attempt down the path keeps to the caps on sending (core/mail/send_caps.hpp), for
/// `patience` and for half a minute at most, and takes that turn: it is used up then, whatever is
/// made of it, and known after a restart. False when it would come later: nothing may be sent now, and
/// nothing is taken. Errors: storage; nothing may be sent then either.
asio::awaitable<Result<bool>> take_send_turn(ProbeContext context, std::string path, Millis patience);

}  // namespace cutwatch
