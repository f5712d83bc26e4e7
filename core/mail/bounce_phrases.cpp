#include "core/mail/bounce_phrases.hpp"

#include "core/text/ascii.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace cutwatch::mail {
namespace {

constexpr auto kFailures = std::to_array<std::string_view>(
    {"could not be delivered",
     "couldn't be delivered",
     "cannot be delivered",
     "can not be delivered",
     "can't be delivered",
     "not be able to be delivered",
     "unable to deliver",
     "able to deliver your message",
     "wasn't able to deliver",
     "not able to deliver",
     "could not deliver",
     "couldn't deliver",
     "cannot deliver",
     "failed to deliver",
     "failure to deliver",
     "delivery failed",
     "delivery has failed",
     "delivery failure",
     "delivery error",
     "delivery problem",
     "delivery to the following recipient",
     "delivery to these recipients",
     "delivery of your message",
     "did not reach the following recipient",
     "did not reach some or all",
     "could not be reached",
     "fatal errors",
     "undeliverable",
     "undelivered",
     "was not delivered",
     "wasn't delivered",
     "not delivered to",
     "not been delivered",
     "being returned",
     "been returned",
     "message returned",
     "address(es) failed",
     "address failed",
     "addresses failed",
     "failed address",
     "failed recipient",
     "did not receive a copy of your message",
     "unknown user",
     "user unknown",
     "no such user",
     "user mailbox exceeds",
     "while attempting to deliver",
     "while trying to deliver",
     "invalid final delivery userid",
     "automatically rejected",
     "you sent was rejected",
     "message rejected",
     "has been rejected",
     "was rejected",
     "transcript of session follows",
     "non-delivery",
     "nondelivery",
     "mail failed",
     "recipients was aborted",
     "recipients failed",
     "could not be processed",
     "no valid recipients",
     "delivery status notification",
     "the following addresses had",
     "failed for the following",
     "error description",
     "group you tried to contact",
     "the following recipient(s)",  // German, French, Spanish, Italian, Dutch, Portuguese
     "nicht zugestellt",
     "unzustellbar",
     "nicht zustellbar",
     "pas pu \xc3\xaatre remis",
     "pas pu \xc3\xaatre d\xc3\xa9livr\xc3\xa9",
     "non remis",
     "pas \xc3\xa9t\xc3\xa9 remis",
     "no se pudo entregar",
     "no ha podido entregar",
     "no se ha podido entregar",
     "impossibile recapitare",
     "non \xc3\xa8 stato recapitato",
     "niet worden afgeleverd",
     "niet worden bezorgd",
     "n\xc3\xa3o p\xc3\xb4"
     "de ser entregue"});

constexpr auto kDelays = std::to_array<std::string_view>({"not yet been delivered",
                                                          "warning only",
                                                          "warning message only",
                                                          "has been delayed",
                                                          "is delayed",
                                                          "was delayed",
                                                          "being delayed",
                                                          "transient non-fatal errors",
                                                          "will keep trying",
                                                          "will be retried for",
                                                          "will be retried until",
                                                          "still being retried",
                                                          "delivery attempts will continue",
                                                          "will continue to be attempted",
                                                          "do not need to resend",
                                                          "noch nicht zugestellt",
                                                          "delivery is delayed",
                                                          "delivery delayed",
                                                          "could not send message for past",
                                                          "not been delivered yet",
                                                          "delivery is pending",
                                                          "has been postponed",
                                                          "continue to attempt delivery",
                                                          "we will continue to try"});

constexpr auto kSuccesses = std::to_array<std::string_view>(
    {"successfully delivered", "successful delivery", "successful mail delivery", "was delivered to"});

/// With one of them, words of a delay speak of the past or of other recipients.
constexpr auto kFinal =
    std::to_array<std::string_view>({"permanent fatal errors", "permanent error", "failed permanently",
                                     "i've given up", "giving up", "has been removed from"});

/// The end of the first of the words that the text has; the position is that in the text.
template <std::size_t N>
std::optional<std::size_t> first_end(std::string_view text, const std::array<std::string_view, N>& phrases) {
  std::optional<std::size_t> first;
  for (const auto phrase : phrases) {
    const auto at = text.substr(0, first.value_or(text.size())).find(phrase);
    if (at != std::string_view::npos) first = at + phrase.size();
  }
  return first;
}

}  // namespace

BouncePhrases phrases_in(std::string_view text) {
  BouncePhrases out;
  const auto delay = first_end(text, kDelays);
  out.failure = first_end(text.substr(0, delay.value_or(text.size())), kFailures);
  if (!out.failure) out.failure = delay;
  const auto success = first_end(text, kSuccesses);
  out.is_success = success && (!out.failure || *success < *out.failure);
  out.is_delay = delay && !first_end(text, kFinal);
  return out;
}

}  // namespace cutwatch::mail
