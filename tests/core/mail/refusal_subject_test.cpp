#include "core/mail/refusal_subject.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace cutwatch::mail;

namespace {

using enum RefusalSubject;

struct Row {
  int code;
  std::string status;
  std::string text;
  RefusalSubject subject;
};

}  // namespace

TEST_CASE("what refusals of real servers are about") {
  const std::vector<Row> rows{
      {554, "5.7.1", "<unknown[203.0.113.9]>: Client host rejected: Access denied", client},
      {554, "5.7.1", "<unknown[203.0.113.9]>: Client host rejected: only the filtering proxy may connect",
       client},
      {450, "4.7.1", "<unknown[203.0.113.9]>: Client host rejected: use the MX", client},
      {550, "", "only the proxy may connect", client},
      {550, "", "Administrative prohibition", client},
      {550, "5.7.1", "Access denied", client},
      {554, "5.7.1", "<probe@relay.example.org>: Client host rejected: Access denied", client},
      {554, "", "5.7.1 Access denied", client},
      {421, "4.3.2", "Service not available", service},
      {421, "4.7.0", "too many connections", service},
      {521, "", "no mail here", service},
      {554, "", "No SMTP service here", service},
      {450, "4.3.2", "Service currently unavailable", service},
      {530, "5.7.1", "Client was not authenticated", log_in},
      {550, "5.7.1", "Authentication required", log_in},
      {530, "", "what first?", log_in},
      {530, "5.7.0", "Must issue a STARTTLS command first", encryption},
      {550, "5.7.10", "Encryption needed", encryption},
      {550, "5.1.1", "User unknown", recipient},
      {550, "", "No such user here", recipient},
      {450, "4.2.1", "Mailbox disabled", recipient},
      {554, "5.7.1", "<p@example.org>: Recipient address rejected: Access denied", recipient},
      {550, "", "Requested action not taken: mailbox unavailable", recipient},
      {556, "5.1.10", "null MX", recipient},
      {450, "4.1.8", "Sender address rejected: Domain not found", sender},
      {550, "5.7.23", "SPF validation failed", sender},
      {550, "5.7.1", "Message rejected due to SPF", sender},
      {550, "5.7.26", "unauthenticated", sender},
      {554, "5.7.1", "Relay access denied", relaying},
      {550, "", "relay not permitted", relaying},
      {553, "", "sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", relaying},
      {550, "5.7.54", "SMTP; Unable to relay recipient in non-accepted domain", relaying},
      {554, "5.7.1", "Service unavailable; Client host [203.0.113.9] blocked using zen.example", reputation},
      {550, "5.7.25", "no reverse name", reputation},
      {450, "4.7.1", "Client host rejected: cannot find your hostname, [203.0.113.9]", reputation},
      {451, "4.7.1", "Greylisting in action, please come back later", greylisting},
      {450, "4.2.0", "<p@example.org>: Recipient address rejected: Greylisted", recipient},
      {450, "4.7.28", "unusual rate", rate},
      {452, "4.5.3", "Too many recipients", fault},
      {504, "5.5.2", "<a>: Helo command rejected: need fully-qualified hostname", command},
      {451, "4.3.0", "Temporary lookup failure", fault},
      {451, "", "Temporary local problem - please try later", fault},
  };
  for (const auto& row : rows) {
    CAPTURE(row.code);
    CAPTURE(row.text);
    const auto subject = subject_of({row.code, row.status, row.text});
    CHECK_MESSAGE(subject == row.subject, words_of(subject));
  }
}

TEST_CASE("a reply without words, or of nothing but brackets, is about who asks") {
  const std::string text(1 << 16, '<');
  CHECK(subject_of({554, "", text}) == client);
  CHECK(subject_of({554, "", ""}) == client);
  CHECK(subject_of({450, "", "<relay"}) == client);
}
