#include "core/mail/bounce_subject.hpp"

#include "core/text/ascii.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace cutwatch::mail {
namespace {

constexpr auto kSubjects = std::to_array<std::string_view>({"undeliver",
                                                            "delivery status notification",
                                                            "delivery failure",
                                                            "delivery failed",
                                                            "delivery has failed",
                                                            "delivery notification",
                                                            "delivery report",
                                                            "delivery error",
                                                            "delivery delayed",
                                                            "delivery problem",
                                                            "failure notice",
                                                            "failure delivery",
                                                            "failure notification",
                                                            "returned mail",
                                                            "returned to sender",
                                                            "mail returned",
                                                            "mail delivery fail",
                                                            "mail delivery problem",
                                                            "mail delivery delayed",
                                                            "mail delivery error",
                                                            "mail delivery system",
                                                            "mail delivery subsystem",
                                                            "mail system error",
                                                            "mail failure",
                                                            "mail could not",
                                                            "message undeliver",
                                                            "message not delivered",
                                                            "message status - undeliverable",
                                                            "message delivery failure",
                                                            "non-delivery",
                                                            "nondeliverable",
                                                            "non delivery",
                                                            "not delivered",
                                                            "warning: could not send",
                                                            "warning: message",
                                                            "delayed mail",
                                                            "delayed:",
                                                            "could not be delivered",
                                                            "bounced mail",
                                                            "nicht zustellbar",
                                                            "unzustellbar",
                                                            "non remis",
                                                            "no se puede entregar",
                                                            "mail status report",
                                                            "undelivered mail",
                                                            "permanent delivery failure",
                                                            "transient delivery",
                                                            "delivery impossible",
                                                            "address not found"});

constexpr auto kReplies = std::to_array<std::string_view>(
    {"re:", "fw:", "fwd:", "aw:", "wg:", "sv:", "vs:", "tr:", "rv:", "[fwd:", "antw:", "r:", "i:"});

constexpr auto kAutoReplies = std::to_array<std::string_view>({"out of office",
                                                               "out-of-office",
                                                               "out of the office",
                                                               "automatic reply",
                                                               "auto reply",
                                                               "auto-reply",
                                                               "autoreply",
                                                               "automated reply",
                                                               "auto:",
                                                               "auto response",
                                                               "automated response",
                                                               "vacation",
                                                               "away from",
                                                               "abwesenheit",
                                                               "automatische antwort",
                                                               "r\xc3\xa9ponse automatique",
                                                               "respuesta autom",
                                                               "risposta automatica",
                                                               "on holiday",
                                                               "on leave",
                                                               "read:",
                                                               "not read:"});

template <std::size_t N>
bool begins_with_any(std::string_view text, const std::array<std::string_view, N>& starts) {
  return std::ranges::any_of(starts, [&](auto start) { return text.starts_with(start); });
}

}  // namespace

bool is_bounce_subject(std::string_view subject) {
  const auto small = lowered(trimmed(subject));
  return !begins_with_any(small, kReplies) &&
         std::ranges::any_of(kSubjects, [&](auto phrase) { return small.contains(phrase); });
}

bool is_auto_reply_subject(std::string_view subject) {
  return begins_with_any(std::string_view(lowered(trimmed(subject))), kAutoReplies);
}

}  // namespace cutwatch::mail
