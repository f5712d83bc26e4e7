#include "core/dns/resolv_conf.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace cutwatch;
using namespace cutwatch::dns;

namespace {

std::string parsed(std::string_view text) {
  std::string out;
  for (const auto& endpoint : parse_resolv_conf(text)) out += to_string(endpoint) + " ";
  return out;
}

}  // namespace

TEST_CASE("resolv.conf is read as the resolver library reads it") {
  struct Row {
    const char* what;
    std::string_view text;
    std::string_view expected;
  };
  const Row rows[] = {
      {"an empty file", "", ""},
      {"one server", "nameserver 192.0.2.1\n", "192.0.2.1:53 "},
      {"no newline at the end", "nameserver 192.0.2.1", "192.0.2.1:53 "},
      {"in the order of the file", "nameserver 192.0.2.2\nnameserver 192.0.2.1\n",
       "192.0.2.2:53 192.0.2.1:53 "},
      {"IPv6", "nameserver 2001:db8::53\n", "[2001:db8::53]:53 "},
      {"tabs and several blanks", "nameserver\t  192.0.2.1  \n", "192.0.2.1:53 "},
      {"CRLF", "nameserver 192.0.2.1\r\nnameserver 192.0.2.2\r\n", "192.0.2.1:53 192.0.2.2:53 "},
      {"comments", "# nameserver 192.0.2.9\n; nameserver 192.0.2.8\nnameserver 192.0.2.1 # here\n",
       "192.0.2.1:53 "},
      {"a comment without a blank", "nameserver 192.0.2.1#x\n", "192.0.2.1:53 "},
      {"a keyword that does not start its line", " nameserver 192.0.2.1\n", ""},
      {"a longer keyword", "nameservers 192.0.2.1\n", ""},
      {"no blank", "nameserver192.0.2.1\n", ""},
      {"no address", "nameserver\nnameserver \n", ""},
      {"a name", "nameserver dns.example.org\nnameserver 192.0.2.1\n", "192.0.2.1:53 "},
      {"a zone", "nameserver fe80::1%eth0\nnameserver 192.0.2.1\n", "192.0.2.1:53 "},
      {"one that stands there twice", "nameserver 192.0.2.1\nnameserver 192.0.2.1\n", "192.0.2.1:53 "},
      {"other keywords", "domain example.org\nsearch a.example\noptions edns0\nnameserver 192.0.2.1\n",
       "192.0.2.1:53 "},
      {"a fourth server",
       "nameserver 192.0.2.1\nnameserver 192.0.2.2\nnameserver 192.0.2.3\nnameserver 192.0.2.4\n",
       "192.0.2.1:53 192.0.2.2:53 192.0.2.3:53 "},
  };
  for (const auto& row : rows) {
    CAPTURE(std::string(row.what));
    CHECK(parsed(row.text) == row.expected);
  }
}

TEST_CASE("systemd-resolved's stub is told from a resolver of the host") {
  CHECK(is_only_stub(parse_resolv_conf("nameserver 127.0.0.53\n")));
  CHECK(is_only_stub(parse_resolv_conf("nameserver 127.0.0.54\nnameserver 127.0.0.53\n")));
  CHECK_FALSE(is_only_stub(parse_resolv_conf("nameserver 127.0.0.53\nnameserver 192.0.2.1\n")));
  CHECK_FALSE(is_only_stub(parse_resolv_conf("nameserver 127.0.0.1\n")));
  CHECK_FALSE(is_only_stub({}));
}
