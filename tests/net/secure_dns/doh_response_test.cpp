#include "net/secure_dns/doh_response.hpp"

#include "tests/net/secure_dns/carrier_bench.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::net;
using namespace cutwatch::test;

namespace {

std::string answer_with_id(std::uint16_t id) { return text_of(mx_reply(mx_query(id).octets())); }

std::string answer_to_other_name() {
  return text_of(mx_reply(EncodedQuery(query_for("example.com", dns::RrType::mx), {}, Edns::with).octets()));
}

}  // namespace

TEST_CASE("an HTTP response is a DNS message only when status, type and question say so") {
  struct Row {
    const char* what;
    HttpsResponse response;
    std::optional<FailureKind> failure;
  };
  const std::string type = "application/dns-message";
  const Row rows[] = {
      {"as it should be", {200, type, answer_with_id(0)}, {}},
      {"type with parameter and other letters", {200, "Application/DNS-Message; x=y", answer_with_id(0)}, {}},
      {"type with blanks", {200, "application/dns-message \t; x", answer_with_id(0)}, {}},
      {"an id of its own: HTTP ties the two together", {200, type, answer_with_id(77)}, {}},
      {"a page", {200, "text/html", answer_with_id(0)}, FailureKind::malformed},
      {"JSON", {200, "application/dns-json", answer_with_id(0)}, FailureKind::malformed},
      {"a longer type", {200, "application/dns-messages", answer_with_id(0)}, FailureKind::malformed},
      {"no type", {200, "", answer_with_id(0)}, FailureKind::malformed},
      {"not found", {404, type, answer_with_id(0)}, FailureKind::protocol},
      {"too many", {429, type, answer_with_id(0)}, FailureKind::protocol},
      {"a redirect", {302, type, answer_with_id(0)}, FailureKind::protocol},
      {"no status", {0, type, answer_with_id(0)}, FailureKind::protocol},
      {"another question", {200, type, answer_to_other_name()}, FailureKind::malformed},
      {"the query itself", {200, type, text_of(mx_query(0).octets())}, FailureKind::malformed},
      {"one octet", {200, type, "x"}, FailureKind::malformed},
      {"nothing", {200, type, ""}, FailureKind::malformed},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    const auto message = dns_message_of(row.response, mx_query(0));
    REQUIRE(message.has_value() == !row.failure.has_value());
    if (row.failure) CHECK(message.error().kind == *row.failure);
    if (!row.failure) CHECK(*message == mx_reply(mx_query(0).octets()));
  }
}

TEST_CASE("a content type from the network is printable in the detail") {
  const auto message = dns_message_of({200, "text/\x1b[31mhtml", ""}, mx_query(0));
  CHECK(message.error().detail.find('\x1b') == std::string::npos);
}
