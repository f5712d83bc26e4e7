#include "agent/store/volatile_journal.hpp"

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <doctest/doctest.h>
#include <fmt/core.h>

using namespace cutwatch;

namespace {

struct Bench {
  asio::io_context io;
  store::VolatileJournal journal{net::HmacKey{}};

  void record(const std::string& domain, const std::string& id) {
    asio::co_spawn(io, journal.record(domain, {.id = id}),
                   [](std::exception_ptr, Result<void> done) { CHECK(done); });
    io.restart();
    io.run();
  }

  std::vector<std::string> recall(const std::string& domain, std::vector<std::string> ids) {
    std::vector<std::string> found;
    asio::co_spawn(io, journal.recall(domain, std::move(ids)),
                   [&](std::exception_ptr, Result<std::vector<mail::LedgerEntry>> got) {
                     for (const auto& entry : got.value()) found.push_back(entry.id);
                   });
    io.restart();
    io.run();
    return found;
  }
};

}  // namespace

TEST_CASE("the latest intents are recalled without a state file, for their own domain only") {
  Bench bench;
  for (int i = 0; i < 70; ++i) bench.record("example.org", fmt::format("{}", i));
  bench.record("example.net", "theirs");
  CHECK(bench.recall("example.org", {"69", "nobody", "0", "theirs"}) == std::vector<std::string>{"69"});
  CHECK(bench.recall("example.net", {"theirs", "69"}) == std::vector<std::string>{"theirs"});
}
