#include "agent/config/mailbox_url.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::config;

TEST_CASE("a mailbox url is a scheme, a host and perhaps a port") {
  struct Row {
    std::string_view text;
    MailboxScheme scheme;
    std::string_view host;
    bool is_address;
    std::uint16_t port;
  };
  const Row rows[] = {
      {"imaps://mail.example.org", MailboxScheme::imaps, "mail.example.org", false, 993},
      {"imap://mail.example.org", MailboxScheme::imap, "mail.example.org", false, 143},
      {"imaps://Mail.Example.ORG./", MailboxScheme::imaps, "mail.example.org", false, 993},
      {"imaps://mail.example.org:1", MailboxScheme::imaps, "mail.example.org", false, 1},
      {"imap://192.0.2.1:65535", MailboxScheme::imap, "192.0.2.1", true, 65535},
      {"imap://[2001:DB8::1]", MailboxScheme::imap, "2001:db8::1", true, 143},
      {"imaps://[::1]:1993/", MailboxScheme::imaps, "::1", true, 1993},
      {"imap://localhost:1143", MailboxScheme::imap, "localhost", false, 1143},
  };
  for (const auto& row : rows) {
    CAPTURE(std::string(row.text));
    const auto url = parse_mailbox_url(row.text);
    REQUIRE(url);
    CHECK(url->scheme == row.scheme);
    CHECK(url->host == row.host);
    CHECK(url->address.has_value() == row.is_address);
    CHECK(url->port == row.port);
  }
}

TEST_CASE("anything more or less is none") {
  using namespace std::string_view_literals;
  for (const auto text : {""sv,
                          "imaps:"sv,
                          "imaps://"sv,
                          "imaps:///"sv,
                          "imap"sv,
                          "IMAPS://mail.example.org"sv,
                          "https://mail.example.org"sv,
                          "imaps://user@mail.example.org"sv,
                          "imaps://mail.example.org/INBOX"sv,
                          "imaps://mail.example.org?x"sv,
                          "imaps://mail.example.org:"sv,
                          "imaps://mail.example.org:0"sv,
                          "imaps://mail.example.org:65536"sv,
                          "imaps://mail.example.org:99x"sv,
                          "imaps://[mail.example.org]"sv,
                          "imaps://[192.0.2.1]"sv,
                          "imaps://[::1"sv,
                          "imaps://[::1]x"sv,
                          "imaps://[::1]993"sv,
                          "imaps://::1"sv,
                          "imaps://192.0.2.300"sv,
                          "imaps://a b"sv,
                          "imaps://a..b"sv,
                          "imaps://192.0.2.1\0"sv,
                          "imaps://mail.example.org//"sv}) {
    CAPTURE(std::string(text));
    CHECK_FALSE(parse_mailbox_url(text));
  }
}
