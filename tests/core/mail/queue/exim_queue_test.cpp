#include "core/mail/queue/exim_queue.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

using namespace cutwatch;
using namespace cutwatch::mail;

namespace {

constexpr WallTime kListed{std::chrono::seconds(1'796'169'600)};

struct ReadList {
  std::vector<QueuedMessage> messages;
  std::size_t strange = 0;
};

ReadList read_exim(std::string_view text) {
  ReadList out;
  EximQueue list(kListed);
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    if (list.take(text.substr(0, end)) == EximQueue::Line::strange) ++out.strange;
    while (auto message = list.next()) out.messages.push_back(*std::move(message));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  while (auto message = list.next(true)) out.messages.push_back(*std::move(message));
  return out;
}

std::string recorded_list() {
  std::ifstream file(CUTWATCH_QUEUES "/exim-bp.txt");
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("what Exim lists is read: age, size, id, sender, recipients, and what is frozen") {
  const auto list = read_exim(recorded_list());
  CHECK(list.strange == 0);
  REQUIRE(list.messages.size() == 3);
  CHECK(list.messages[0] ==
        QueuedMessage{.queue = QueueName::hold,
                      .id = "1xVTWK-00001E-1x",
                      .arrived = kListed,
                      .size = 417,
                      .sender = "a@example.net",
                      .recipients = {{.address = "probe@example.org", .delay_reason = {}}}});
  CHECK(list.messages[1].sender.empty());
  CHECK(list.messages[1].size == 3174);
  CHECK(list.messages[2].recipients.at(0).address == "\"<b> *** frozen ***\"@example.net");
}

TEST_CASE("ages are minutes, hours and days before the list, and nothing else") {
  const auto arrived = [](const std::string& age) {
    const auto list = read_exim(age + "  1.0K 1xVTWK-00001E-1x <a@b>\n");
    return list.messages.empty() ? std::nullopt : list.messages.at(0).arrived;
  };
  CHECK(arrived("25m") == kListed - std::chrono::minutes{25});
  CHECK(arrived(" 4h") == kListed - std::chrono::hours{4});
  CHECK(arrived("3d") == kListed - std::chrono::days{3});
  CHECK(arrived("123d") == kListed - std::chrono::days{123});
  for (const auto* age : {"m", "25", "25s", "-5m", "9999999999999999999d", "2.5h", ""})
    CHECK_FALSE(arrived(age));
}

TEST_CASE("who is done with is left out, and an address that only begins with a D is not") {
  const auto list = read_exim(
      " 4h   544 1xUnsc-0008Bp-14 <a@example.net>\n"
      "        D done@example.org\n"
      "          D@example.org\n"
      "          \"D x\"@example.com\n"
      "       +D made@example.org\n\n");
  CHECK(list.strange == 0);
  REQUIRE(list.messages.size() == 1);
  REQUIRE(list.messages[0].recipients.size() == 2);
  CHECK(list.messages[0].recipients[0].address == "D@example.org");
  CHECK(list.messages[0].recipients[1].address == "\"D x\"@example.com");
}

TEST_CASE("what a stranger writes into a sender neither freezes a message nor ends it") {
  const auto list = read_exim(
      " 4h   544 1xUnsc-0008Bp-14 <\"x> *** frozen ***\"@example.net>\n"
      "          a@example.org\n"
      " 4h   544 1xUnsc-0008Bp-15 <b@example.net> (login) *** frozen ***\n"
      "          \x1b[31m\x07<b>@example.org\n");
  REQUIRE(list.messages.size() == 2);
  CHECK(list.messages[0].queue == QueueName::other);
  CHECK(list.messages[0].sender == "\"x> *** frozen ***\"@example.net");
  CHECK(list.messages[1].queue == QueueName::hold);
  CHECK(list.messages[1].sender == "b@example.net");
}

TEST_CASE("longer ids of newer versions, and messages that cannot be read, count") {
  const auto list = read_exim(
      " 1m   544 1sYqEe-000000005Xl-1M2D <a@example.net>\n"
      "          b@example.org\n\n"
      " 2m     0 1xUnsc-0008Bp-14\n"
      "    *** spool read error: Permission denied ***\n\n");
  CHECK(list.strange == 0);
  REQUIRE(list.messages.size() == 2);
  CHECK(list.messages[1].recipients.empty());
}

TEST_CASE("what is no list is strange, and never fatal") {
  const std::string nul(3, '\0');
  for (const std::string& text :
       {std::string("exim: permission denied\n"), std::string("          lost@example.org\n"),
        " 4h 544 " + nul + "\n", std::string("4h 544 1xUnsc-0008Bp\n"),
        std::string("4h 544 1xUnsc-0008Bp-14-1\n"), std::string("<a> <b> <c>\n")}) {
    const auto list = read_exim(text);
    CHECK(list.messages.empty());
    CHECK(list.strange == 1);
  }
  // Cut anywhere: no more messages than there are, and each by its own id.
  const auto whole = recorded_list();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto cut = read_exim(whole.substr(0, size));
    CHECK(cut.messages.size() <= 3);
    CHECK(cut.strange <= 1);
  }
}

TEST_CASE("recipients of one message are bounded") {
  std::string text = " 4h   544 1xUnsc-0008Bp-14 <a@example.net>\n";
  for (std::size_t i = 0; i < kMostRecipients + 5; ++i) text += "          a@example.org\n";
  CHECK(read_exim(text).messages.at(0).recipients.size() == kMostRecipients);
}

TEST_CASE("sizes are octets") {
  CHECK(exim_size("417") == 417);
  CHECK(exim_size("2.9K") == 2969);
  CHECK(exim_size("22K") == 22528);
  CHECK(exim_size("1.5M") == 1572864);
  CHECK(exim_size("3G") == 3UL * 1024 * 1024 * 1024);
  for (const auto* text : {"", "K", "x", "-1", "99999999999999999999"}) CHECK(exim_size(text) == 0);
}
