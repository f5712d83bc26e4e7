#pragma once
#include "core/cutover/conditions/condition.hpp"

#include <optional>
#include <string>

// What becomes of mail that is sent as DNS says: of real senders' mail.
namespace cutwatch::cutover {

/// The last two messages to one destination that resolvers lead to were refused or lost. Not where none but
/// the old server is led to, or it was the one to refuse, once no honest cache leads there: then it may.
std::optional<Finding> dns_mail_fails(const Evidence& evidence);

/// That a destination refused so many messages that none is sent there for now: what else tells of it has
/// grown too old to count. Not where it is the old server's doing, once that may refuse.
std::optional<std::string> dns_mail_refused(const Evidence& evidence);

}  // namespace cutwatch::cutover
