#pragma once
#include "core/failure/failure.hpp"
#include "core/mail/queue/queued_message.hpp"

#include <string_view>

namespace cutwatch::net {

/// One line of `postqueue -j` (postqueue(1), JSON OBJECT FORMAT): a message of Postfix's queue. Keys that are
/// not known, and values of another type than documented, are passed over. Errors: malformed, for what is no
/// JSON object with a queue id.
Result<mail::QueuedMessage> parse_postqueue_line(std::string_view json);

}  // namespace cutwatch::net
