#include "core/dns/doh_url.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace cutwatch::dns;
using namespace std::string_literals;

TEST_CASE("a DoH URL gives its host and port") {
  struct Row {
    std::string text;
    std::string host;
    std::uint16_t port;
    std::string asked;
  };
  const Row rows[] = {
      {"https://dns.example.net/dns-query", "dns.example.net", 443, "https://dns.example.net/dns-query"},
      {"https://DNS.example.net:8443/", "dns.example.net", 8443, "https://DNS.example.net:8443/"},
      {"https://dns.example.net/q{?dns}", "dns.example.net", 443, "https://dns.example.net/q"},
      {"https://192.0.2.1/dns-query", "192.0.2.1", 443, "https://192.0.2.1/dns-query"},
      {"https://[2001:DB8::1]:444/q", "2001:db8::1", 444, "https://[2001:DB8::1]:444/q"},
      {"https://dns.example.net/profile-1/%41~x", "dns.example.net", 443,
       "https://dns.example.net/profile-1/%41~x"},
  };
  for (const auto& row : rows) {
    INFO(row.text);
    const auto url = parse_doh_url(row.text);
    REQUIRE(url.has_value());
    CHECK(url->host == row.host);
    CHECK(url->port == row.port);
    CHECK(url->text == row.asked);
  }
}

TEST_CASE("what is no DoH URL is none") {
  const std::string texts[] = {"",
                               "https://",
                               "https:///dns-query",
                               "http://dns.example.net/dns-query",
                               "HTTPS://dns.example.net/dns-query",
                               "dns.example.net/dns-query",
                               "https://dns.example.net",
                               "https://user@dns.example.net/q",
                               "https://user:secret@dns.example.net/q",
                               "https://dns.example.net:0/q",
                               "https://dns.example.net:65536/q",
                               "https://dns.example.net:/q",
                               "https://dns.example.net:4x/q",
                               "https://dns.example.net/q?dns=x",
                               "https://dns.example.net/q#192.0.2.1",
                               "https://dns.example.net/q q",
                               "https://dns.example.net/\r\nX: y",
                               "https://dns.example.net./q",
                               "https://dns..example.net/q",
                               "https://-dns.example.net/q",
                               "https://192.0.2.300/q",
                               "https://192.0.2.1\0/q"s,
                               "https://[192.0.2.1]/q",
                               "https://[2001:db8::1/q",
                               "https://[2001:db8::1]x/q",
                               "https://2001:db8::1/q",
                               "https://d\xc3\xbcs.example/q",
                               "https://dns.example.net/" + std::string(2000, 'x')};
  for (const auto& text : texts) {
    INFO(text);
    CHECK_FALSE(parse_doh_url(text).has_value());
  }
}
