#include "core/mail/queue/queue_tally.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <numeric>

using namespace cutwatch;
using namespace cutwatch::mail;

namespace {

constexpr WallTime kLook{std::chrono::seconds(1'796'169'600)};
constexpr Seconds kInterval{60};

QueuedMessage waiting(std::initializer_list<const char*> recipients, Seconds age,
                      QueueName queue = QueueName::deferred, std::string reason = {}) {
  QueuedMessage out{.queue = queue, .id = "X", .arrived = kLook - age, .size = 100};
  for (const auto* each : recipients) out.recipients.push_back({.address = each, .delay_reason = reason});
  return out;
}

QueueFacts tallied(const std::vector<QueuedMessage>& messages) {
  QueueTally tally("example.org", kLook - kInterval);
  for (const auto& each : messages) tally.add(each);
  return tally.finish(false);
}

}  // namespace

TEST_CASE("a queue is as long as it has messages, and as old as the oldest") {
  const auto facts = tallied({waiting({"a@example.org"}, Seconds{10}, QueueName::active),
                              waiting({"b@example.net"}, Seconds{500}),
                              waiting({"c@example.net"}, Seconds{400}, QueueName::hold)});
  CHECK(facts.messages == 3);
  CHECK(facts.octets == 300);
  CHECK(facts.oldest == kLook - Seconds{500});
  CHECK(facts.by_queue == std::map<QueueName, std::uint64_t>{
                              {QueueName::active, 1}, {QueueName::deferred, 1}, {QueueName::hold, 1}});
  CHECK(tallied({}) == QueueFacts{});
}

TEST_CASE("what passes through stays not, and what nobody knows the age of does") {
  auto undated = waiting({"a@example.org"}, Seconds{0});
  undated.arrived.reset();
  const auto facts =
      tallied({waiting({"a@example.org"}, Seconds{59}), waiting({"a@example.org"}, Seconds{60}),
               waiting({"b@example.net"}, Seconds{61}, QueueName::hold), undated});
  CHECK(facts.staying == 3);
  CHECK(facts.staying_held == 1);
  CHECK(facts.staying_own == 2);
  CHECK(facts.staying_own_held == 0);
  CHECK(tallied({waiting({"a@example.org"}, Seconds{61}, QueueName::hold)}).staying_own_held == 1);
}

TEST_CASE("a message counts once at each destination, and with the reason of the oldest that has one") {
  const auto facts = tallied({waiting({"a@Example.NET", "b@example.net.", "c@example.com"}, Seconds{10},
                                      QueueName::deferred, "young"),
                              waiting({"d@example.net"}, Seconds{500}, QueueName::deferred, "old"),
                              waiting({"e@example.net"}, Seconds{900}, QueueName::active)});
  REQUIRE(facts.destinations.size() == 2);
  const auto& net = facts.destinations.at("example.net");
  CHECK(net.messages == 3);
  CHECK(net.oldest == kLook - Seconds{900});
  CHECK(net.reason == "old");
  CHECK(facts.destinations.at("example.com").messages == 1);
}

TEST_CASE("addresses without a domain, or with one that is too long, are one destination") {
  CHECK(destination_of("root") == "");
  CHECK(destination_of("a@" + std::string(254, 'x')) == "");
  CHECK(destination_of("\"a@b\"@Example.org.") == "example.org");
  CHECK(destination_of("") == "");
}

TEST_CASE("only the destinations with the most messages are kept, and none is lost from the count") {
  std::vector<QueuedMessage> messages;
  for (int i = 0; i < 6000; ++i) {
    auto message = waiting({}, Seconds{100 + i});
    message.recipients.push_back({.address = fmt::format("a@d{}.example", i), .delay_reason = {}});
    messages.push_back(message);
  }
  for (int i = 0; i < 5; ++i) messages.push_back(waiting({"a@d7.example"}, Seconds{100}));
  const auto facts = tallied(messages);
  CHECK(facts.destinations.size() == kMostDestinations);
  CHECK(facts.destinations.at("d7.example").messages == 6);
  const auto kept =
      std::accumulate(facts.destinations.begin(), facts.destinations.end(), std::uint64_t{0},
                      [](std::uint64_t sum, const auto& each) { return sum + each.second.messages; });
  CHECK(kept + facts.other_destinations.messages == 6005);
  CHECK(facts.other_destinations.oldest == kLook - Seconds{6099});
}

TEST_CASE("a message that cannot be read is one, stays, and may be for the domain") {
  QueueTally tally("example.org", kLook);
  tally.add_unreadable();
  const auto facts = tally.finish(true);
  CHECK(facts.messages == 1);
  CHECK(facts.unreadable == 1);
  CHECK(facts.staying == 1);
  CHECK(facts.staying_own == 1);
  CHECK(facts.is_cut);
}
