#include "core/mail/recipient_answer.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace cutwatch::mail;

namespace {

struct Row {
  SmtpReply reply;
  RecipientAnswer answer;
};

}  // namespace

TEST_CASE("what servers say of a recipient, by code and words") {
  using enum RecipientAnswer;
  const std::vector<Row> rows{
      {{250, "2.1.5", "Ok"}, valid},
      {{251, "", "User not local; will forward"}, valid},
      {{250, "", "user unknown, and taken all the same"}, valid},
      {{354, "", "go on"}, unclear},
      {{450, "4.2.0", "<a@example.org>: Recipient address rejected: Greylisted"}, unclear},
      {{450, "4.1.1", "<a@example.org>: Recipient address rejected: User unknown"}, unclear},
      {{550, "5.1.1", "<a@example.org>: Recipient address rejected: User unknown"}, refused},
      {{550, "5.1.1", "<sender@example.org>: User unknown"}, refused},
      {{550, "5.1.10", "RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"},
       refused},
      {{550, "5.1.2", "We have no mail for that domain"}, refused},
      {{550, "5.1.0", "Address rejected."}, refused},
      {{550, "5.1.0", "Sender address rejected"}, unclear},
      {{550, "5.1.7", "Sender address malformed"}, unclear},
      {{550, "5.1.8", "Sender's domain does not exist"}, unclear},
      {{550, "5.2.1", "The account is disabled"}, refused},
      {{552, "5.2.2", "Mailbox full"}, unclear},
      {{550, "5.4.1", "Recipient address rejected: Access denied. AS(201806281)"}, refused},
      {{550, "5.4.1", "No answer from the host"}, unclear},
      {{554, "5.7.1", "<a@example.org>: Recipient address rejected: Access denied"}, unclear},
      {{554, "5.7.1", "<a@example.org>: Relay access denied"}, unclear},
      {{550, "5.7.1", "Service unavailable, no such user; client blocked using a list"}, unclear},
      {{550, "", "#5.1.0 Address rejected."}, refused},
      {{550, "", "sorry, no mailbox here by that name (#5.1.1 - chkuser)"}, refused},
      {{550, "", "relay not permitted"}, unclear},
      {{550, "", "Unrouteable address"}, refused},
      {{550, "", "Verification failed for <p@x> Unrouteable address Sender verify failed"}, unclear},
      {{550, "", "No Such User Here"}, refused},
      {{550, "", "<user@example.org> User Unknown"}, refused},
      {{550, "", "Domain of sender address p@x does not exist"}, unclear},
      {{550, "", "Your host doesn't have a PTR record"}, unclear},
      {{550, "", "Reverse DNS of 192.0.2.1 does not exist"}, unclear},
      {{550, "", "HELO name does not exist"}, unclear},
      {{551, "", "User not local"}, refused},
      {{553, "", "sorry, that domain isn't in my list of allowed rcpthosts"}, unclear},
      {{550, "", "Requested action not taken: mailbox unavailable"}, unclear},
      {{550, "", ""}, unclear},
      {{500, "5.5.2", "command not recognised"}, unclear},
      {{599, "9", "odd"}, unclear}};
  for (const auto& row : rows) {
    CAPTURE(short_text(row.reply));
    CHECK(to_string(recipient_answer(row.reply)) == to_string(row.answer));
  }
}

TEST_CASE("which replies can be meant for one recipient alone") {
  struct Told {
    SmtpReply reply;
    bool is_apart;
  };
  const std::vector<Told> rows{
      {{250, "2.1.5", "Ok"}, false},
      {{550, "5.1.1", "User unknown"}, true},
      {{554, "5.7.1", "Relay access denied"}, true},
      {{550, "", "denied"}, true},
      {{550, "5.5.3", "no more of them"}, false},
      {{552, "", "Too many recipients"}, false},
      {{452, "4.5.3", "Too many recipients"}, false},
      {{450, "4.2.0", "Recipient address rejected: Greylisted"}, false},
      {{451, "4.7.1", "Try again later"}, false},
      {{451, "", "Temporary local problem"}, false},
      {{450, "", "No such user here"}, true},
      {{450, "4.1.1", "Recipient address rejected: undeliverable address: 550 User unknown"}, true},
      {{450, "4.1.1", "Recipient address rejected: Unverified address: verification in progress"}, false},
      {{354, "", "no such user"}, false}};
  for (const auto& row : rows) {
    CAPTURE(short_text(row.reply));
    CHECK(is_told_apart(row.reply) == row.is_apart);
  }
}

TEST_CASE("a reply in short is printable and bounded") {
  CHECK(short_text({550, "5.1.1", "User unknown"}) == "550 5.1.1 User unknown");
  CHECK(short_text({250, "", ""}) == "250");
  CHECK(short_text({550, "", "a\x1b[31m"}) == "550 a\\x1b[31m");
  CHECK(short_text({550, "", std::string(5000, 'a')}).size() < 140);
}
