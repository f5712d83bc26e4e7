#include "agent/cli/errand.hpp"

#include <asio/detached.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <doctest/doctest.h>

#include <csignal>
#include <stdexcept>
#include <string>

using namespace cutwatch;
using cli::Errand;

namespace {

Task<void> pause() { co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable); }

Task<std::string> fetch(std::string what) {
  co_await pause();
  co_return what;
}

Task<int> stumble() {
  co_await pause();
  throw std::logic_error("a stone");
  co_return 0;
}

/// Touches what it was given when it is ended before its time.
Task<void> linger(ProbeContext context, std::string& said) {
  struct Farewell {
    ProbeContext& context;
    std::string& said;
    ~Farewell() { said = context.journal.token("m1"); }
  } farewell{context, said};
  co_await context.clock.sleep_until(context.clock.steady() + Seconds{3600});
}

Task<int> leave_behind(ProbeContext context, std::string& said) {
  asio::co_spawn(co_await asio::this_coro::executor, linger(context, said), asio::detached);
  co_await pause();
  co_return 3;
}

Task<int> interrupted() {
  co_await pause();
  std::raise(SIGINT);
  co_await asio::steady_timer(co_await asio::this_coro::executor, asio::steady_timer::time_point::max())
      .async_wait(asio::use_awaitable);
  co_return 4;
}

}  // namespace

TEST_CASE("an errand brings back what its work returns, and can be run again") {
  Errand errand;
  CHECK(errand.run(fetch("milk")) == "milk");
  CHECK(errand.run(fetch("bread")) == "bread");
}

TEST_CASE("what the work of an errand throws is thrown on") {
  Errand errand;
  CHECK_THROWS_WITH_AS(errand.run(stumble()), "a stone", std::logic_error);
}

TEST_CASE("work that an errand leaves behind is ended while all that it may touch is there") {
  std::string said;
  {
    Errand errand;
    CHECK(errand.run(leave_behind(errand.context(), said)) == 3);
    CHECK(said.empty());
  }
  CHECK_FALSE(said.empty());
}

TEST_CASE("a signal ends the work of an errand that listens to it, and the errand goes on") {
  Errand errand;
  CHECK_FALSE(errand.run_until_signal(interrupted()));
  CHECK(errand.run_until_signal(fetch("milk")) == "milk");
}
