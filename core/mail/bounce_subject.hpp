#pragma once
#include <string_view>

namespace cutwatch::mail {

/// A subject that a notice has, and no reply to one or forwarded one.
bool is_bounce_subject(std::string_view subject);

/// A subject that an automatic reply has.
bool is_auto_reply_subject(std::string_view subject);

}  // namespace cutwatch::mail
