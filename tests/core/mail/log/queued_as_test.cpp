#include "core/mail/log/queued_as.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>

using cutwatch::mail::queued_as;

TEST_CASE("the next host's id is taken from what each server answers") {
  const std::pair<std::string_view, std::string_view> table[] = {
      {"250 2.0.0 Ok: queued as 0C24AA78825", "0C24AA78825"},
      {"250 2.0.0 Ok: 394 bytes queued as 6D9FBA78719", "6D9FBA78719"},
      {"250 OK id=1xUnsc-0008Bp-14", "1xUnsc-0008Bp-14"},
      {"250 2.0.0 7e715afd Message accepted for delivery", "7e715afd"},
      {"250 2.0.0 hB1NQW0r012345 Message accepted for delivery", "hB1NQW0r012345"},
      {"250 2.6.0 <1@example.net> [InternalId=75952371535873, Hostname=mx.example.org] 1 bytes Queued mail "
       "for "
       "delivery",
       "75952371535873"},
      {"250 2.0.0 OK  1796155200 d9443c01a7336-1b2a3c4d5e6si123 - gsmtp", "d9443c01a7336-1b2a3c4d5e6si123"},
      {"250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 4jWy7n6r9Tz1blBX",
       "4jWy7n6r9Tz1blBX"},
      {"delivered to maildir", ""},
      {"250 Ok", ""},
      {"queued as ", ""},
      {"queued as <b>", ""},
      {"", ""},
  };
  for (const auto& [reply, id] : table) {
    CAPTURE(reply);
    CHECK(queued_as(reply) == id);
  }
  CHECK(queued_as("queued as " + std::string(65, 'A')).empty());
}
