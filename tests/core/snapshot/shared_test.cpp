#include "core/snapshot/shared.hpp"

#include <doctest/doctest.h>

#include <string>

using cutwatch::Shared;

TEST_CASE("a shared value is copied when it is written while another holds it, and only then") {
  Shared<std::string> mine(std::string("a"));
  const auto* before = &*mine;
  mine.write() += "b";
  CHECK(&*mine == before);
  const Shared<std::string> published = mine;
  CHECK(&*published == &*mine);
  mine.write() += "c";
  CHECK(*published == "ab");
  CHECK(*mine == "abc");
  CHECK(&*published == before);
  const auto* own = &*mine;
  mine.write() += "d";
  CHECK(&*mine == own);
}
