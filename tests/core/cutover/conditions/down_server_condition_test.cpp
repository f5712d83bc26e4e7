#include "core/cutover/conditions/condition.hpp"
#include "tests/core/cutover/conditions/condition_worlds.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

/// The new server is down: each message is tried until it is lost, a quarter of an hour after the one before.
/// The last was lost `ago` seconds ago.
CutoverWorld down_since(double ago) {
  auto world = switched();
  world.pass_unwatched(3000);
  return with_messages(std::move(world), [&](double now) {
    const double first = now - ago - 1800;
    const double second = now - ago - 900;
    return std::vector{recorded(first, "d1"),
                       attempted(first, "d1", mail::SmtpDisposition::not_sent),
                       mailbox_shows(first + 901, {}),
                       recorded(second, "d2"),
                       attempted(second, "d2", mail::SmtpDisposition::not_sent),
                       mailbox_shows(second + 901, {})};
  });
}

bool is_told_lost(const CutoverWorld& world) {
  return find(world.assess().conditions, "new_path_loses") != nullptr;
}

}  // namespace

TEST_CASE("a new server that is down loses mail, until there is other news of it") {
  CHECK(is_told_lost(down_since(60)));
  CHECK(is_told_lost(down_since(850)));
  CHECK_FALSE(is_told_lost(down_since(1200)));
  const auto up = with_messages(down_since(60), [](double now) {
    return std::vector{recorded(now - 30, "up"), attempted(now - 29, "up", mail::SmtpDisposition::accepted),
                       mailbox_shows(now - 28, {{"up"}})};
  });
  CHECK_FALSE(is_told_lost(up));
}
