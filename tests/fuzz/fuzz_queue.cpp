// Lists of mail servers' queues: no more messages than lines, and the same facts in whatever pieces they
// come.
#include "net/queue/queue_list.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

constexpr cutwatch::WallTime kLook{std::chrono::seconds(1'796'155'200)};

void require(bool holds) {
  if (!holds) std::abort();
}

cutwatch::Result<cutwatch::mail::QueueFacts> read(std::string_view text, cutwatch::mail::QueueFormat format,
                                                  std::size_t piece) {
  cutwatch::net::QueueList list(format, kLook, cutwatch::mail::QueueTally("example.org", kLook));
  for (std::size_t at = 0; at < text.size(); at += piece) list.feed(text.substr(at, piece));
  return list.finish(false);
}

void check(const cutwatch::mail::QueueFacts& facts, std::size_t lines) {
  require(facts.messages <= lines);
  require(facts.unreadable <= facts.messages && facts.staying <= facts.messages);
  require(facts.staying_own <= facts.staying && facts.staying_held <= facts.staying);
  require(facts.staying_own_held <= facts.staying_own && facts.staying_own_held <= facts.staying_held);
  require(facts.destinations.size() <= cutwatch::mail::kMostDestinations);
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer looks for this name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
  for (const auto format : {cutwatch::mail::QueueFormat::postfix, cutwatch::mail::QueueFormat::exim}) {
    const auto whole = read(text, format, std::max<std::size_t>(size, 1));
    if (whole) check(*whole, lines);
    require(read(text, format, 3) == whole);
  }
  return 0;
}
