#include "core/mail/probe_message.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace cutwatch;
using namespace cutwatch::mail;

namespace {

const ProbeMessage kMessage{.id = "0123456789abcdef0123456789abcdef",
                            .token = "fedcba9876543210fedcba9876543210",
                            .from = "probe@agent.example.net",
                            .to = "probe@example.org",
                            .probe = "main",
                            .path = "new",
                            .created = test::at(3600)};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t start = 0;
  for (auto end = text.find("\r\n"); end != std::string::npos; end = text.find("\r\n", start)) {
    lines.push_back(text.substr(start, end - start));
    start = end + 2;
  }
  CHECK(start == text.size());
  return lines;
}

}  // namespace

TEST_CASE("a probe message is 7-bit, its lines end with CRLF and are at most 78 long") {
  const auto text = render(kMessage);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    CHECK((byte == '\r' || byte == '\n' || (byte >= 0x20 && byte < 0x7f)));
    if (byte == '\n') CHECK((i > 0 && text[i - 1] == '\r'));
    if (byte == '\r') CHECK((i + 1 < text.size() && text[i + 1] == '\n'));
  }
  for (const auto& line : lines_of(text)) CHECK(line.size() <= 78);
}

TEST_CASE("a probe message has the fields by which it is found and left unanswered, each once") {
  const auto lines = lines_of(render(kMessage));
  const std::string fields[] = {"Date: Tue, 01 Dec 2026 01:00:00 +0000",
                                "From: <probe@agent.example.net>",
                                "To: <probe@example.org>",
                                "Subject: cutwatch probe main by the new path",
                                "Message-ID: <0123456789abcdef0123456789abcdef@agent.example.net>",
                                "X-Cutwatch-Id: 0123456789abcdef0123456789abcdef",
                                "X-Cutwatch-Token: fedcba9876543210fedcba9876543210",
                                "Auto-Submitted: auto-generated",
                                "MIME-Version: 1.0",
                                "Content-Type: text/plain; charset=us-ascii"};
  for (const auto& field : fields) CHECK_MESSAGE(std::ranges::count(lines, field) == 1, field);
}

TEST_CASE("the body begins after one empty line and has a line that begins with a dot") {
  const auto lines = lines_of(render(kMessage));
  CHECK(std::ranges::count(lines, std::string()) == 1);
  const auto body = std::ranges::find(lines, std::string());
  CHECK(std::any_of(body, lines.end(),
                    [](const auto& line) { return line.starts_with('.') && line.size() > 1; }));
}

TEST_CASE("a message id takes the domain behind the sender's last at sign") {
  CHECK(message_id("ab", "probe@agent.example.net") == "<ab@agent.example.net>");
  CHECK(message_id("ab", "\"a@b\"@example.net") == "<ab@example.net>");
}
