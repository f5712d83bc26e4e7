#include "agent/cli/resolver_text.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::cli;

namespace {

struct Row {
  std::string text;
  std::string endpoint;
  dns::Channel channel;
};

}  // namespace

TEST_CASE("the forms of a resolver on the command line") {
  const Row rows[] = {
      {"192.0.2.53", "192.0.2.53:53", dns::PlainChannel{}},
      {"[2001:db8::53]:5353", "[2001:db8::53]:5353", dns::PlainChannel{}},
      {"tls://192.0.2.53", "192.0.2.53:853", dns::DotChannel{"192.0.2.53", "ca.pem"}},
      {"tls://192.0.2.53:8853#DNS.example.net", "192.0.2.53:8853",
       dns::DotChannel{"dns.example.net", "ca.pem"}},
      {"tls://[2001:db8::53]:853", "[2001:db8::53]:853", dns::DotChannel{"2001:db8::53", "ca.pem"}},
      {"https://192.0.2.53/dns-query", "192.0.2.53:443",
       dns::DohChannel{"https://192.0.2.53/dns-query", "ca.pem"}},
      {"https://dns.example.net/q#192.0.2.53", "192.0.2.53:443",
       dns::DohChannel{"https://dns.example.net/q", "ca.pem"}},
      {"https://dns.example.net:8443/q#2001:db8::53", "[2001:db8::53]:8443",
       dns::DohChannel{"https://dns.example.net:8443/q", "ca.pem"}},
  };
  for (const auto& row : rows) {
    INFO(row.text);
    const auto resolver = parse_resolver(row.text, "ca.pem");
    REQUIRE(resolver.has_value());
    CHECK(resolver->id == row.text);
    CHECK(to_string(resolver->endpoint) == row.endpoint);
    CHECK(resolver->channel == row.channel);
    CHECK(resolver->operator_id == row.text);
    CHECK(resolver->is_operator_assumed);
  }
}

TEST_CASE("a resolver that would have to be looked up first, or is none, is refused") {
  for (const std::string text :
       {"", "dns.example.net", "tls://dns.example.net", "tls://", "tls://192.0.2.53#",
        "tls://192.0.2.53#not a name", "https://dns.example.net/q",
        "https://dns.example.net/q#dns.example.net", "https://dns.example.net", "http://192.0.2.53/q",
        "https://192.0.2.53/q#nowhere"}) {
    INFO(text);
    const bool is_empty_name = text == "tls://192.0.2.53#";  // no name: the address must be proven
    CHECK(parse_resolver(text, "").has_value() == is_empty_name);
  }
  CHECK(parse_resolver("https://dns.example.net/q", "").error().detail.contains("behind #"));
}

TEST_CASE("the addresses of a public operator are known as its own") {
  for (const std::string text :
       {"8.8.8.8", "8.8.4.4", "tls://8.8.4.4#dns.example.net", "2001:4860:4860::8844"}) {
    const auto resolver = parse_resolver(text, "").value();
    CHECK(resolver.operator_id == "google");
    CHECK_FALSE(resolver.is_operator_assumed);
  }
}
