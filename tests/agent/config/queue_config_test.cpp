#include "tests/agent/config/fixture.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace cutwatch;
using namespace cutwatch::config;
using namespace cutwatch::config::test;

namespace {

/// The example of DESIGN with another queue for its old server.
std::string with_queue(const std::string& queue) {
  auto text = contents(test_file("good/design.toml"));
  const std::string before = "queue = { kind = \"postfix\" }";
  const auto at = text.find(before);
  REQUIRE(at != std::string::npos);
  return text.replace(at, before.size(), "queue = { " + queue + " }");
}

std::vector<std::string> queue_command(const std::string& queue) {
  const auto config = read(with_queue(queue));
  REQUIRE(config);
  REQUIRE(config->cutovers.at(0).queues.size() == 1);
  return config->cutovers.at(0).queues.at(0).command;
}

}  // namespace

TEST_CASE("a queue has a command by its kind, or the one that is said, and is looked at once a minute") {
  CHECK(queue_command(R"(kind = "postfix")") == std::vector<std::string>{"postqueue", "-j"});
  CHECK(queue_command(R"(kind = "postfix", config_directory = "/etc/postfix-in")") ==
        std::vector<std::string>{"postqueue", "-c", "/etc/postfix-in", "-j"});
  CHECK(queue_command(R"(kind = "exim")") == std::vector<std::string>{"exim", "-bp"});
  const std::vector<std::string> said{"ssh", "mail.example.org", "postqueue -j"};
  CHECK(queue_command(R"(kind = "postfix", command = ["ssh", "mail.example.org", "postqueue -j"])") == said);
  const auto config = read(with_queue(R"(kind = "exim", interval = "5m")"));
  REQUIRE(config);
  const auto& plan = config->cutovers.at(0);
  REQUIRE(plan.queue(cutover::ServerRole::old_server) != nullptr);
  CHECK(plan.queue(cutover::ServerRole::old_server)->interval == std::chrono::minutes{5});
  CHECK(plan.queue(cutover::ServerRole::old_server)->format == mail::QueueFormat::exim);
  CHECK(plan.queue(cutover::ServerRole::new_server) == nullptr);
  CHECK(config->not_yet.empty());
}

TEST_CASE("a command is a program and its words, of bounded number, and never relative to somewhere") {
  CHECK(complaints(with_queue(R"(kind = "postfix", command = [])")).contains("expected a program"));
  CHECK(
      complaints(with_queue(R"(kind = "postfix", command = "postqueue -j")")).contains("expected an array"));
  CHECK(complaints(with_queue(R"(kind = "postfix", command = ["bin/postqueue"])")).contains("absolute path"));
  CHECK(complaints(with_queue(R"(kind = "postfix", command = ["a", ""])")).contains("command[1]"));
  std::string words = "\"a\"";
  for (int i = 0; i < 32; ++i) words += ", \"a\"";
  CHECK(complaints(with_queue("kind = \"postfix\", command = [" + words + "]"))
            .contains("at most 32 words, got 33"));
}

TEST_CASE("what does not go together, or is no queue that can be read, is said") {
  CHECK(complaints(with_queue(R"(kind = "exchange")")).contains("expected one of postfix, exim"));
  CHECK(complaints(with_queue(R"(command = ["x"])")).contains("queue.kind: missing"));
  CHECK(complaints(with_queue(R"(kind = "exim", config_directory = "/etc/exim4")"))
            .contains("belongs to a queue with kind = \"postfix\""));
  CHECK(complaints(with_queue(R"(kind = "postfix", command = ["x"], config_directory = "/etc/p")"))
            .contains("belongs into the command"));
  CHECK(complaints(with_queue(R"(kind = "postfix", config_directory = "etc")")).contains("an absolute path"));
  CHECK(complaints(with_queue(R"(kind = "postfix", interval = "0s")")).contains("queue.interval"));
}
