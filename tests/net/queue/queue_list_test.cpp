#include "net/queue/queue_list.hpp"

#include "net/queue/postqueue_line.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <string>

using namespace cutwatch;
using namespace cutwatch::net;
using mail::QueueFormat;
using mail::QueueName;

namespace {

/// Three seconds after the last message of the recorded queue arrived.
constexpr WallTime kLooked{std::chrono::seconds(1'795'438'249)};

std::string recorded_queue() {
  std::ifstream file(CUTWATCH_QUEUES "/postqueue.json");
  return {std::istreambuf_iterator<char>(file), {}};
}

/// In pieces of so many octets.
Result<mail::QueueFacts> listed(const std::string& text, std::size_t piece = 4096, bool is_cut = false,
                                QueueFormat format = QueueFormat::postfix) {
  QueueList list(format, kLooked, mail::QueueTally("example.org", kLooked - Seconds{4}));
  for (std::size_t at = 0; at < text.size(); at += piece) list.feed(std::string_view(text).substr(at, piece));
  return list.finish(is_cut);
}

std::string entry_of(const std::string& more) {
  return R"({"queue_name": "deferred", "queue_id": "2A8E1F4", "arrival_time": 1795438244, "message_size": 513)" +
         more + "}\n";
}

}  // namespace

TEST_CASE("a queue that Postfix printed is read, in whatever pieces it comes") {
  const auto facts = listed(recorded_queue());
  REQUIRE(facts);
  CHECK(facts->messages == 5);
  CHECK(facts->unreadable == 0);
  CHECK(facts->octets == 529 + 3303 + 513 + 513 + 513);
  CHECK(facts->forced_expired == 1);
  CHECK(facts->by_queue == std::map<QueueName, std::uint64_t>{
                               {QueueName::incoming, 3}, {QueueName::deferred, 1}, {QueueName::hold, 1}});
  CHECK(facts->oldest == WallTime(Seconds(1'795'438'242)));
  CHECK(facts->staying == 4);
  CHECK(facts->staying_held == 0);
  REQUIRE(facts->destinations.contains("example.org"));
  CHECK(facts->destinations.at("example.org").messages == 5);
  CHECK(facts->destinations.at("example.org").reason.starts_with("lost connection with 127.0.25.20"));
  for (const std::size_t piece : {1UL, 7UL, 300UL}) CHECK(listed(recorded_queue(), piece) == facts);
}

TEST_CASE("an empty queue is empty") {
  for (const auto format : {QueueFormat::postfix, QueueFormat::exim}) {
    const auto facts = listed("", 1, false, format);
    REQUIRE(facts);
    CHECK(*facts == mail::QueueFacts{});
  }
}

TEST_CASE("one entry: what is known of it, and what of it is of no use") {
  const auto message = parse_postqueue_line(recorded_queue().substr(0, recorded_queue().find('\n')));
  REQUIRE(message);
  CHECK(message->queue == QueueName::incoming);
  CHECK(message->id == "111F7F3");
  CHECK(message->sender == "\"<b> \\\"q\\\\ ?[31m\"@example.net");
  CHECK(message->is_forced_expired);
  REQUIRE(message->recipients.size() == 1);
  CHECK(message->recipients[0].address == "probe@example.org");
  const auto odd = parse_postqueue_line(
      R"({"queue_id":"A","queue_name":"corrupt","arrival_time":-5,"message_size":"big","forced_expire":1,)"
      R"("sender":null,"new_key":{"a":[1]},"recipients":[7,{"address":3},{"address":"a@b","x":1}]})");
  REQUIRE(odd);
  CHECK(odd->queue == QueueName::other);
  CHECK_FALSE(odd->arrived);
  CHECK(odd->size == 0);
  CHECK_FALSE(odd->is_forced_expired);
  REQUIRE(odd->recipients.size() == 2);
  CHECK(odd->recipients[1].address == "a@b");
  CHECK_FALSE(parse_postqueue_line(R"({"queue_id":"A","arrival_time":99999999999999})").value().arrived);
}

TEST_CASE("what is no entry is malformed: no JSON, no object, no id, and depth without end") {
  std::string deep = R"({"queue_id":"A","x":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
  CHECK(parse_postqueue_line(deep).value().id == "A");
  for (const std::string& line :
       {std::string(), std::string("{"), std::string("[]"), std::string("null"),
        std::string(R"({"queue_id":7})"), std::string(R"({"queue_name":"active"})"),
        std::string("Mail queue is empty"), std::string(100'000, '['),
        std::string("{\"queue_id\":\"A\0\"}", 17), std::string("{\"queue_id\":\"\xff\"}")}) {
    const auto message = parse_postqueue_line(line);
    REQUIRE_FALSE(message);
    CHECK(message.error().kind == FailureKind::malformed);
  }
}

TEST_CASE("a line that cannot be read is a message all the same, and a list of such is none") {
  const auto torn = recorded_queue() + R"({"queue_name": "deferred", "queue_id")";
  const auto facts = listed(torn);
  REQUIRE(facts);
  CHECK(facts->messages == 6);
  CHECK(facts->unreadable == 1);
  CHECK(facts->staying_own == 5);
  for (const std::string& text : {std::string("Mail queue is empty\n"), std::string(3, '\0') + "\n",
                                  std::string("-Queue ID-  --Size--\n2A8E1F4 513\n")}) {
    for (const auto format : {QueueFormat::postfix, QueueFormat::exim}) {
      const auto none = listed(text, 64, false, format);
      REQUIRE_FALSE(none);
      CHECK(none.error().kind == FailureKind::malformed);
    }
  }
}

TEST_CASE("lines of a MiB and more cost no more than that, and are one message") {
  const auto text =
      entry_of("") + entry_of(R"(, "sender": ")" + std::string(3UL * 1024 * 1024, 'x') + "\"") + entry_of("");
  const auto facts = listed(text, 64UL * 1024);
  REQUIRE(facts);
  CHECK(facts->messages == 3);
  CHECK(facts->unreadable == 1);
}

TEST_CASE("of a list that was cut the last line is left out") {
  const auto facts = listed(entry_of("") + R"({"queue_id": "3B)", 64, true);
  REQUIRE(facts);
  CHECK(facts->messages == 1);
  CHECK(facts->is_cut);
}
