#include "tests/bench/made_log.hpp"

#include <fmt/core.h>

#include <string_view>

namespace cutwatch::bench {
namespace {

void add_message(std::string& out, int i) {
  const auto head = [&](std::string_view program) {
    return fmt::format("Dec {:2} {:02}:{:02}:{:02} mx postfix/{}[{}]: ", 1 + i / 86'400 % 28, i / 3'600 % 24,
                       i / 60 % 60, i % 60, program, 1'000 + i % 200);
  };
  const auto id = fmt::format("4jWy{:07}z1blB", i);
  const auto host = fmt::format("mail{0}.example.net[203.{1}.{0}.9]", i % 250, i / 250 % 16);
  out += head("smtpd") + "connect from " + host + "\n";
  if (i % 4 == 0)
    out += head("smtpd") + "NOQUEUE: reject: RCPT from " + host +
           ": 554 5.7.1 <x@example.org>: Relay access denied; from=<a@example.net> to=<x@example.org> "
           "proto=ESMTP helo=<mail.example.net>\n";
  out += head("smtpd") + id + ": client=" + host + "\n";
  out += head("cleanup") + id + fmt::format(": message-id=<{}.{}@mail.example.net>\n", i, i % 977);
  out += head("qmgr") + id + ": from=<alice@example.net>, size=3470, nrcpt=1 (queue active)\n";
  out += head("smtpd") + "disconnect from " + host + " ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5\n";
  if (i % 8 == 0) {
    out += head("relay/smtp") + id +
           ": to=<probe@example.org>, relay=mx.example.org[198.51.100.3]:25, delay=5.1, "
           "delays=5/0.02/0.03/0.05, dsn=4.7.1, status=deferred (host mx.example.org[198.51.100.3] said: 450 "
           "4.7.1 <probe@example.org>: Recipient address rejected: Greylisted, try again later (in reply to "
           "RCPT TO command))\n";
    out += head("qmgr") + id + ": from=<alice@example.net>, size=3470, nrcpt=1 (queue active)\n";
  }
  out += head("relay/smtp") + id +
         ": to=<probe@example.org>, relay=mx.example.org[198.51.100.3]:25, delay=0.1, "
         "delays=0.01/0.01/0.06/0.02, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 0C24AA78825)\n";
  out += head("qmgr") + id + ": removed\n";
}

}  // namespace

std::string made_log(int first, int messages) {
  std::string out;
  for (int i = first; i < first + messages; ++i) add_message(out, i);
  return out;
}

}  // namespace cutwatch::bench
