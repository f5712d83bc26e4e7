#pragma once
#include "core/mail/recipient_answer.hpp"
#include "core/observation/observation.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>

namespace cutwatch {

/// Whose server ("old", "new"), and where it listens.
using PathEndpoint = std::pair<std::string, Endpoint>;

/// What one server makes of one recipient. Nothing of it is stored: after a restart the next look tells.
struct RecipientState {
  struct Said {
    mail::SmtpReply reply;
    WallTime at;
  };
  std::optional<Said> told;        ///< The last reply that says whether it is valid; one that does not say
                                   ///< so, a 4xx mostly, leaves it to grow old.
  std::optional<Said> last;        ///< The last reply of all.
  std::optional<Failure> failure;  ///< Why the last look brought no reply, if it did not.
};

using RecipientStates = std::map<std::string, RecipientState>;  ///< By recipient.

/// What is known after one more look. Of whom it did not ask nothing is kept: he is not asked for any more.
/// Pure.
RecipientStates with_replies(RecipientStates states, const RecipientsAsked& asked);

}  // namespace cutwatch
