#include "core/mail/enhanced_status.hpp"

#include "core/mail/xtext.hpp"

#include <doctest/doctest.h>

#include <string>

using cutwatch::mail::status_in_diagnostic;
using cutwatch::mail::status_of_field;
using cutwatch::mail::utf8_address_decoded;
using cutwatch::mail::xtext_decoded;

TEST_CASE("a field's status is the code that it begins with") {
  CHECK(status_of_field("5.1.1") == "5.1.1");
  CHECK(status_of_field(" 4.4.7 (delivery time expired)") == "4.4.7");
  CHECK(status_of_field("5.999.123") == "5.999.123");
  CHECK(status_of_field("5.0.0 smtp; 550") == "5.0.0");
  CHECK(status_of_field("#5.1.1") == "5.1.1");
  for (const auto* none : {"", "550", "5.1", "5..1", "3.1.1", "5.1.1111", "5.1.1.1", "x 5.1.1", "5.1."}) {
    CHECK(status_of_field(none).empty());
  }
}

TEST_CASE("a diagnostic's status is no address and no version") {
  CHECK(status_in_diagnostic("550 5.7.1 Rejected") == "5.7.1");
  CHECK(status_in_diagnostic("550-5.7.26 Unauthenticated") == "5.7.26");
  CHECK(status_in_diagnostic("554 Service unavailable (#5.3.0)") == "5.3.0");
  CHECK(status_in_diagnostic("host mx 5.2.0 said: 450 4.7.1 later") == "4.7.1");
  CHECK(status_in_diagnostic("<mail.example.org #5.1.1 smtp;550>") == "5.1.1");
  CHECK(status_in_diagnostic("Status: 4.4.1.") == "4.4.1");
  CHECK(status_in_diagnostic("250 2.0.0 Ok") == "2.0.0");
  for (const auto* none : {"550 no such user", "connect to 192.0.2.1: refused", "Exim 4.94.2", "5.1.1.1",
                           "v5.1.1", "15.1.1", "5.1.1234"}) {
    INFO(none);
    CHECK(status_in_diagnostic(none).empty());
  }
}

TEST_CASE("what was not encoded is not decoded") {
  CHECK(xtext_decoded("a+2Bb+3D") == "a+b=");
  CHECK(xtext_decoded("alice+tag@example.org") == "alice+tag@example.org");
  CHECK(xtext_decoded("a+2Bb+tag") == "a+2Bb+tag");
  CHECK(xtext_decoded("a+0A") == "a+0A");
  CHECK(xtext_decoded("a+2b") == "a+2b");
  CHECK(xtext_decoded("a+2") == "a+2");
  CHECK(utf8_address_decoded(R"(j\x{F6}rg@example.org)") == "j\xc3\xb6rg@example.org");
  CHECK(utf8_address_decoded(R"(\x{20AC}\x{1F600})") == "\xe2\x82\xac\xf0\x9f\x98\x80");
  for (const std::string same :
       {R"(\x{D800})", R"(\x{110000})", R"(\x{0A})", R"(\x{zz})", R"(\x{F6)", R"(\x{)", R"(\x)"}) {
    CHECK(utf8_address_decoded(same) == same);
  }
}
