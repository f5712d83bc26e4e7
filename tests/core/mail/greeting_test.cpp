#include "core/mail/greeting.hpp"

#include <doctest/doctest.h>

using namespace cutwatch::mail;

TEST_CASE("a line's first word is a name where it is a host name of at least two labels") {
  struct Row {
    std::string line;
    std::string name;
  };
  const std::vector<Row> rows{{"mail.example.org ESMTP Postfix", "mail.example.org"},
                              {"Mail.Example.ORG", "mail.example.org"},
                              {"mail.example.org. ready", "mail.example.org"},
                              {"xn--bcher-kva.example.org ESMTP", "xn--bcher-kva.example.org"},
                              {"ESMTP mail.example.org", ""},
                              {"localhost ESMTP", ""},
                              {"[192.0.2.10] ESMTP", ""},
                              {"192.0.2.10 ESMTP", ""},
                              {"***************** ", ""},
                              {"", ""},
                              {" mail.example.org", ""},
                              {"mail..example.org", ""},
                              {"-mail.example.org", ""},
                              {"mail.example.org\\x00.evil", ""},
                              {"mail_1.example.org", ""},
                              {std::string(64, 'a') + ".example.org", ""},
                              {std::string(250, 'a') + ".org", ""}};
  for (const auto& [line, name] : rows) {
    CAPTURE(line);
    CHECK(name_in(line) == name);
  }
}

TEST_CASE("the greeting and the answer to EHLO name a server once where they agree") {
  const Greeting same{.banner = "mail.example.org ESMTP", .ehlo = "MAIL.example.org at your service"};
  CHECK(same.names() == std::vector<std::string>{"mail.example.org"});
  const Greeting two{.banner = "mail.example.org ESMTP", .ehlo = "inner.example.net"};
  CHECK(two.names() == std::vector<std::string>{"mail.example.org", "inner.example.net"});
  CHECK(Greeting{.banner = "ESMTP", .ehlo = "Hello"}.names().empty());
}
