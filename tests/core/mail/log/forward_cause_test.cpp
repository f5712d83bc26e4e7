#include "core/mail/log/forward_cause.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using cutwatch::mail::forward_cause;
using cutwatch::mail::ForwardReason;
using cutwatch::mail::LogHost;
using enum cutwatch::mail::ForwardReason;

namespace {

const LogHost kRelay{.name = "mx.example.org", .address = "192.0.2.10", .port = 25};

struct Row {
  std::string_view dsn, reply;
  ForwardReason reason;
};

}  // namespace

TEST_CASE("what next hosts answer is judged by its words") {
  for (const auto& [dsn, reply, reason] : {
           // Postfix
           Row{"5.7.1",
               "host 127.42.0.3[127.42.0.3] said: 554 5.7.1 <unknown[127.42.0.2]>: Client host rejected: "
               "proxy "
               "not in allow list",
               forwarder_rejected},
           Row{"5.7.1",
               "host a[192.0.2.1] said: 554 5.7.1 Service unavailable; Sender address [x@bad.test] blocked "
               "using dbl.example.org",
               policy},
           Row{"5.7.1",
               "host a[192.0.2.1] said: 554 5.7.1 Service unavailable; Helo command [bad.test] blocked using "
               "dbl.example.org",
               policy},
           Row{"5.7.1",
               "host a[192.0.2.1] said: 554 5.7.1 Service unavailable; Client host [192.0.2.2] blocked using "
               "dbl.example.org",
               forwarder_rejected},
           Row{"4.3.0",
               "host 127.42.0.3[127.42.0.3] said: 450 4.3.0 <unknown[127.42.0.2]>: Client host rejected: "
               "upstream busy",
               next_hop_down},
           Row{"4.7.1", "host 127.42.0.3[127.42.0.3] said: 454 4.7.1 <x@other.test>: Relay access denied",
               forwarder_rejected},
           Row{"4.7.1",
               "host a[192.0.2.1] said: 450 4.7.1 <p@d.test>: Recipient address rejected: Greylisted, try "
               "again "
               "later",
               greylisted},
           Row{"4.7.1",
               "host a[192.0.2.1] said: 450 4.7.1 Client host rejected: cannot find your reverse hostname, "
               "[192.0.2.2]",
               forwarder_rejected},
           Row{"5.1.1",
               "host a[192.0.2.1] said: 550 5.1.1 <p@d.test>: Recipient address rejected: User unknown in "
               "virtual mailbox table",
               user_unknown},
           Row{"5.2.2",
               "host a[192.0.2.1] said: 552 5.2.2 <p@d.test>: Recipient address rejected: Mailbox full",
               mailbox_full},
           Row{"4.2.2",
               "host a[private/dovecot-lmtp] said: 452 4.2.2 <p@d.test> Quota exceeded (mailbox for user is "
               "full)",
               mailbox_full},
           Row{"4.7.4", "TLS is required, but was not offered by host a[192.0.2.1]", tls},
           Row{"4.7.5", "Server certificate not trusted", tls},
           Row{"4.7.5", "Cannot start TLS: handshake failure", tls},
           Row{"5.7.0", "host a[192.0.2.1] said: 530 5.7.0 Must issue a STARTTLS command first", tls},
           Row{"5.4.6", "mail for d.test loops back to myself", loop},
           Row{"5.4.0", "Error: too many hops", loop},
           Row{"5.3.4", "message size 20971520 exceeds size limit 10240000 of server a[192.0.2.1]", policy},
           Row{"4.3.2", "host a[192.0.2.1] said: 450 4.3.2 Service currently unavailable", greylisted},
           Row{"4.7.1", "host a[192.0.2.1] said: 451 4.7.1 Service unavailable - try again later",
               next_hop_down},
           Row{"4.3.1", "host a[192.0.2.1] said: 452 4.3.1 Insufficient system storage", next_hop_down},
           Row{"4.4.2", "lost connection with a[192.0.2.1] while receiving the initial server greeting",
               next_hop_down},
           Row{"4.7.0",
               "host a[192.0.2.1] refused to talk to me: 421 4.7.0 a Error: too many connections from "
               "192.0.2.2",
               next_hop_down},
           Row{"5.0.0", "host a[192.0.2.1] refused to talk to me: 554 No", forwarder_rejected},
           // Exim
           Row{"", "550 relay not permitted", forwarder_rejected},
           Row{"", "550 only the proxy may connect", forwarder_rejected},
           Row{"", "Unrouteable address", user_unknown},
           Row{"", "550 Administrative prohibition", policy},
           Row{"", "451 Temporary local problem - please try later", greylisted},
           Row{"", "all hosts for 'd.test' have been failing for a long time (and retry time not reached)",
               next_hop_down},
           Row{"", "retry time not reached for any host for 'd.test'", other},
           // Exchange
           Row{"5.7.1", "550 5.7.1 Unable to relay", forwarder_rejected},
           Row{"5.7.54", "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain",
               forwarder_rejected},
           Row{"5.7.57",
               "530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM",
               forwarder_rejected},
           Row{"5.1.10",
               "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
               user_unknown},
           Row{"5.4.1", "550 5.4.1 Recipient address rejected: Access denied.", user_unknown},
           Row{"5.4.14", "554 5.4.14 Hop count exceeded - possible mail loop ATTR34", loop},
           Row{"4.3.2", "451 4.3.2 The server is too busy", next_hop_down},
           Row{"5.7.606", "550 5.7.606 Access denied, banned sending IP [192.0.2.2]", forwarder_rejected},
           // Gmail
           Row{"5.1.1", "550-5.1.1 The email account that you tried to reach does not exist.", user_unknown},
           Row{"4.2.2", "452-4.2.2 The recipient's inbox is out of storage space.", mailbox_full},
           Row{"5.7.1", "550-5.7.1 Our system has detected that this message is likely unsolicited mail.",
               policy},
           Row{"5.7.26",
               "550-5.7.26 Unauthenticated email from d.test is not accepted due to domain's DMARC policy.",
               policy},
           Row{"5.7.25", "550-5.7.25 The sender does not meet basic ipv6 sending guidelines",
               forwarder_rejected},
           Row{"4.7.0", "421-4.7.0 IP not in whitelist for RCPT domain, closing connection.", next_hop_down},
           // OpenSMTPD
           Row{"", "Network error on destination MXs", next_hop_down},
           Row{"5.1.1", "550 Invalid recipient: <p@d.test>", user_unknown},
           Row{"", "550 5.4.6 Routing loop detected: Loop detected", loop},
       }) {
    CAPTURE(reply);
    CHECK(to_string(forward_cause(dsn, reply, kRelay).reason) == to_string(reason));
  }
}

TEST_CASE("without known words the status decides, then the code") {
  for (const auto& [dsn, reply, reason] :
       {Row{"5.1.1", "550 5.1.1 no", user_unknown}, Row{"4.2.2", "452 4.2.2 no", mailbox_full},
        Row{"5.7.10", "550 5.7.10 no", tls}, Row{"4.4.1", "no", next_hop_down}, Row{"5.4.6", "no", loop},
        Row{"5.7.1", "554 5.7.1 no", policy}, Row{"5.6.0", "554 5.6.0 no", policy},
        Row{"", "421 bye", next_hop_down}, Row{"", "530 no", forwarder_rejected},
        Row{"5.0.0", "554 5.0.0 no", other}, Row{"", "", other}}) {
    CAPTURE(reply);
    CHECK(to_string(forward_cause(dsn, reply, kRelay).reason) == to_string(reason));
  }
  CHECK(forward_cause("4.0.0", "no", LogHost{}).reason == next_hop_down);
  CHECK(forward_cause("5.0.0", "no", LogHost{}).reason == other);
}

TEST_CASE("a word in an address says nothing") {
  CHECK(forward_cause("5.1.1", "550 5.1.1 <greylist.spam@d.test>: User unknown", kRelay).reason ==
        user_unknown);
  CHECK(forward_cause("4.1.1", "450 4.1.1 <greylist@d.test> later", kRelay).reason == user_unknown);
}

TEST_CASE("a final refusal is no greylisting") {
  CHECK(forward_cause("5.7.1", "550 5.7.1 greylisted, try again later", kRelay).reason == policy);
}

TEST_CASE("the words to show are the answer, bounded") {
  CHECK(forward_cause("5.7.1", "host a[192.0.2.1] said: 554 5.7.1 no", kRelay).words == "554 5.7.1 no");
  CHECK(forward_cause("", "host a[192.0.2.1] refused to talk to me: 421 bye", kRelay).words == "421 bye");
  CHECK(forward_cause("", "Unrouteable address", kRelay).words == "Unrouteable address");
  CHECK(forward_cause("", std::string(100'000, '<'), kRelay).words.size() == 512);
}

TEST_CASE("every reason has a name and something to do") {
  for (const auto reason : cutwatch::mail::kForwardReasons) {
    CHECK_FALSE(to_string(reason).empty());
    CHECK_FALSE(what_to_do(reason).empty());
  }
}
