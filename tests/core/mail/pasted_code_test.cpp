#include "core/mail/pasted_code.hpp"

#include <doctest/doctest.h>

using cutwatch::mail::pasted_code;

namespace {

std::string codes(std::string_view text) {
  const auto code = pasted_code(text);
  return code.basic + "/" + code.enhanced;
}

}  // namespace

TEST_CASE("the codes that a text begins with") {
  CHECK(codes("550") == "550/");
  CHECK(codes("5.7.1") == "/5.7.1");
  CHECK(codes("550 5.7.1 Relay denied") == "550/5.7.1");
  CHECK(codes("550-5.7.1") == "550/5.7.1");
  CHECK(codes("550-5.7.1-text") == "550/5.7.1");
  CHECK(codes("  (450 4.2.0: greylisted)") == "450/4.2.0");
  CHECK(codes("550 Relay denied 5.7.1") == "550/");
  CHECK(codes("550 4.7.1 of another class") == "550/");
  CHECK(codes("550 192.0.2.1 is listed") == "550/");
  for (const auto* text :
       {"", " ", "-", "5.7", "5..1", ".7.1", "5500", "550x", "x 550", "192.0.2.1", "2026-12-01"}) {
    CAPTURE(text);
    CHECK(codes(text) == "/");
  }
}
