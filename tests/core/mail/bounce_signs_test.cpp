#include "core/mail/bounce_signs.hpp"

#include <doctest/doctest.h>

#include <string>

using cutwatch::mail::BounceSigns;

namespace {

BounceSigns signs_of(std::string_view header) {
  return cutwatch::mail::bounce_signs(cutwatch::mail::take_header(header));
}

}  // namespace

TEST_CASE("a header speaks for a notice by its sender, and by two signs of three") {
  struct Row {
    const char* header;
    BounceSigns signs;
  };
  const Row rows[] = {
      {"From: Mail Delivery System <MAILER-DAEMON@example.org>\n", BounceSigns::strong},
      {"From: alice@example.org\nX-Failed-Recipients: bob@example.net\n", BounceSigns::strong},
      {"From: alice@example.org\nSubject: Hello\n", BounceSigns::none},
      {"From: postmaster@example.org\n", BounceSigns::some},
      {"From: postmaster@example.org\nSubject: Undeliverable: Hello\n", BounceSigns::strong},
      {"From: postmaster@example.org\nReturn-Path: <>\n", BounceSigns::strong},
      {"From: alice@example.org\nAuto-Submitted: auto-generated\n", BounceSigns::some},
      {"From: alice@example.org\nAuto-Submitted: no\n", BounceSigns::none},
      {"From: alice@example.org\nSubject: failure notice\n", BounceSigns::some},
      // Encoded, in two words: the blank between them is none.
      {"From: alice@example.org\nSubject: =?utf-8?B?ZmFpbA==?= =?utf-8?q?ure_notice?=\n", BounceSigns::some},
      {"From: alice@example.org\nSubject: Re: failure notice\n", BounceSigns::none},
      {"From: alice@example.org\nSubject: FWD: failure notice\n", BounceSigns::none},
  };
  for (const auto& row : rows) {
    INFO(row.header);
    CHECK(signs_of(row.header) == row.signs);
  }
}

TEST_CASE("lists and automatic replies are no notices, unless a mail server writes to a list") {
  for (const std::string field : {"List-Id: <l.example.org>", "X-Autoreply: yes", "Precedence: auto_reply",
                                  "Subject: Out of office: failure notice"}) {
    INFO(field);
    CHECK(signs_of("From: postmaster@example.org\nReturn-Path: <>\n" + field + "\n") ==
          BounceSigns::excluded);
    CHECK(signs_of("From: MAILER-DAEMON@example.org\n" + field + "\n") == BounceSigns::strong);
  }
}
