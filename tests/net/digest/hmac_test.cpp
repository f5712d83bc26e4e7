#include "net/digest/hmac.hpp"

#include <doctest/doctest.h>

using namespace cutwatch::net;

TEST_CASE("the HMAC of RFC 4231, test case 2, cut to 128 bits") {
  // The key "Jefe" is shorter than a block, so padding it with zero octets gives the same HMAC (RFC 2104 §2).
  HmacKey key{'J', 'e', 'f', 'e'};
  CHECK(hmac_hex(key, "what do ya want for nothing?") == "5bdcc146bf60754e6a042426089575c7");
}

TEST_CASE("texts are equal only when every byte is") {
  CHECK(is_equal_in_constant_time("abc", "abc"));
  CHECK_FALSE(is_equal_in_constant_time("abc", "abd"));
  CHECK_FALSE(is_equal_in_constant_time("abc", "ab"));
  CHECK(is_equal_in_constant_time("", ""));
}
