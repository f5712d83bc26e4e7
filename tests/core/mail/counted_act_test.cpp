#include "core/mail/counted_act.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <random>

using namespace cutwatch;
using namespace cutwatch::mail;

namespace {

constexpr WallTime kWall{std::chrono::sys_days{std::chrono::year{2026} / 12 / 1}};
constexpr SteadyTime kSteady{std::chrono::hours{3}};  // the host was booted three hours ago
constexpr BothClocks kNow{.wall = kWall, .steady = kSteady};

KeptAct send_at(WallTime at) { return {.act = {.kind = CountedAct::Kind::send, .subject = "a"}, .at = at}; }

/// A host, its clock, and a file that keeps acts as the state file does.
class World {
 public:
  explicit World(std::uint32_t seed) : random_(seed) {}

  Millis passed() const { return true_; }
  void pass(Millis span) { true_ += span; }
  std::uint32_t below(std::uint32_t limit) {
    return std::uniform_int_distribution<std::uint32_t>(0, limit - 1)(random_);
  }

  /// Sends where that is allowed, as the probe does.
  void try_to_send(const std::string& path) {
    if (manners_.sends.next(path, steady()) > steady()) return;
    const CountedAct act{.kind = CountedAct::Kind::send, .subject = path};
    manners_.note(act, steady());
    file_.push_back({.act = act, .at = wall()});
    by_path[path].push_back(true_);
    all.push_back(true_);
  }
  /// The agent notices, and the file moves along.
  void set_clock(Millis by) {
    offset_ += by;
    for (auto& each : file_) each.at += by;
  }
  /// While nobody looks the clock is set back, and the host may be booted.
  void restart(Millis set_back) {
    offset_ -= set_back;
    boot_ = Millis{below(1'000'000)};
    for (auto& each : file_) each.at = std::min(each.at, wall());
    manners_ = restore_manners(file_, {.wall = wall(), .steady = steady()});
  }
  /// How long no path sends from now on.
  Millis silence(const std::string& path) const {
    return std::chrono::duration_cast<Millis>(manners_.sends.next(path, steady()) - steady());
  }

  std::map<std::string, std::vector<Millis>> by_path;  ///< What was sent, by a clock that nobody sets.
  std::vector<Millis> all;

 private:
  SteadyTime steady() const { return kSteady + true_ - boot_; }
  WallTime wall() const { return kWall + true_ + offset_; }

  std::mt19937 random_;
  Millis true_{0};
  Millis offset_{0};
  Millis boot_{0};
  Manners manners_;
  std::vector<KeptAct> file_;
};

/// No window of that length, closed at its beginning, holds more.
bool keeps_to(const std::vector<Millis>& sends, std::size_t most, Millis window) {
  for (std::size_t i = most; i < sends.size(); ++i) {
    if (sends[i] - sends[i - most] < window) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("what was kept counts as old as it is, and what is to come as done now") {
  using std::chrono::hours;
  struct Row {
    const char* what;
    Millis at;
    Millis next;
  };
  const Row rows[] = {
      {"4 s ago", Millis{-4'000}, Millis{6'000}},
      {"before the host was booted", -hours{5}, Millis{0}},
      {"now", Millis{0}, Millis{10'000}},
      {"tomorrow", hours{24}, Millis{10'000}},
      {"in ten years", std::chrono::years{10}, Millis{10'000}},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    const auto manners = restore_manners({send_at(kWall + row.at)}, kNow);
    CHECK(manners.sends.next("a", kSteady) == kSteady + row.next);
  }
}

TEST_CASE("what was kept may come in any order") {
  const auto manners = restore_manners({send_at(kWall - Seconds{2}), send_at(kWall - Seconds{50})}, kNow);
  CHECK(manners.sends.next("a", kSteady) == kSteady + Seconds{8});
}

TEST_CASE("failed log-ins and sends are not mixed up") {
  const KeptAct failed{.act = {.kind = CountedAct::Kind::failed_login, .subject = "a"}, .at = kWall};
  const auto manners = restore_manners({failed, failed, failed}, kNow);
  CHECK(manners.sends.next("a", kSteady) == kSteady);
  CHECK_FALSE(manners.logins.may_try("a", kSteady));
}

TEST_CASE("whatever restarts and clocks do, no window holds more than the caps, and no silence is for ever") {
  for (std::uint32_t seed = 0; seed < 12; ++seed) {
    INFO(seed);
    World world(seed);
    const auto paths = 1 + 20 * (seed % 4);
    const auto busy = 1 + world.below(6'000);  // ms between two tries, at most
    while (world.passed() < std::chrono::hours{30}) {
      world.pass(Millis{1 + world.below(busy)});
      world.try_to_send(fmt::format("{}", world.below(paths)));
      if (world.below(3'000) == 0) world.restart(Millis{world.below(2) * world.below(90'000'000)});
      if (world.below(3'000) == 0) world.set_clock(Millis{world.below(40'000'000)} - Millis{20'000'000});
      if (world.below(3'000) == 0) world.pass(std::chrono::minutes{world.below(100)});
    }
    for (const auto& [path, sends] : world.by_path) {
      CHECK(keeps_to(sends, 1, kSendSpacing));
      CHECK(keeps_to(sends, kMostSendsAnHour, std::chrono::hours{1}));
    }
    CHECK(keeps_to(world.all, kMostSendsADay, std::chrono::hours{24}));
    CHECK(world.all.size() > 100);
    world.restart(std::chrono::years{5});
    CHECK(world.silence("0") <= std::chrono::hours{24});
    world.restart(std::chrono::years{5});  // it does not begin anew
    world.pass(std::chrono::hours{24});
    CHECK(world.silence("0") == Millis{0});
  }
}
