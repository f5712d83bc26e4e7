#include "core/dns/mx_exchanges.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::dns;
using namespace cutwatch::test;

TEST_CASE("the hosts of an MX come by preference as a number, equal ones by name") {
  CHECK(exchanges_in_order(mx({"10 b.example", "9 c.example", "10 a.example"}), name("example.org")) ==
        std::vector<MxExchange>{{9, name("c.example")}, {10, name("a.example")}, {10, name("b.example")}});
}

TEST_CASE("a domain without an MX is its own, and a null MX names nobody") {
  CHECK(exchanges_in_order(kAbsent, name("example.org")) ==
        std::vector<MxExchange>{{0, name("example.org")}});
  CHECK(exchanges_in_order(mx({"0 ."}), name("example.org")).empty());
}
