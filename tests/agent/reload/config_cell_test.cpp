#include "agent/reload/config_in_use.hpp"
#include "tests/support/values.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::test;

TEST_CASE("a refused configuration leaves the one in use and its time, until one is taken over") {
  ConfigCell cell({.read = at(1)});
  CHECK(cell.load().is_last_reload_successful);
  cell.refuse();
  CHECK_FALSE(cell.load().is_last_reload_successful);
  CHECK(cell.load().config->read == at(1));
  cell.publish({.read = at(2)});
  CHECK(cell.load().is_last_reload_successful);
  CHECK(cell.load().config->read == at(2));
}
