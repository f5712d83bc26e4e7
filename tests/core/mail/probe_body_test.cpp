#include "core/mail/probe_body.hpp"

#include "core/mail/integrity.hpp"
#include "core/mail/probe_message.hpp"
#include "core/mail/transfer_encoding.hpp"
#include "tests/support/values.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace cutwatch;
using namespace cutwatch::mail;

namespace {

const std::string kId = "0123456789abcdef0123456789abcdef";

std::string sent(MessageForm form) {
  return render({.id = kId,
                 .token = "t",
                 .from = "a@example.net",
                 .to = "b@example.org",
                 .probe = "main",
                 .path = "new",
                 .created = test::at(0),
                 .form = std::move(form)});
}

bool has_eight_bit(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = text.find("\r\n");
    REQUIRE(end != std::string_view::npos);
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 2);
  }
  return lines;
}

}  // namespace

TEST_CASE("the text of every kind has the message's own dotted line, and lines that may be sent") {
  for (const auto kind : kBodyKinds) {
    CAPTURE(to_string(kind));
    const auto body = body_of({.body = kind}, kId);
    const auto lines = lines_of(body.text);
    CHECK(std::ranges::count(lines, "." + kId) == 1);
    for (const auto& line : lines) {
      CHECK(line.size() <= 998);
      CHECK_FALSE(line.ends_with(' '));
      CHECK(line.find_first_of("\r\n") == std::string::npos);
    }
    CHECK(has_eight_bit(body.text) == (kind == BodyKind::eight_bit));
    CHECK(body_kind_of(to_string(kind)) == kind);
  }
  CHECK_FALSE(body_kind_of("gtube"));
}

TEST_CASE("dots: a lone dot, several, and the longest line that is allowed") {
  const auto lines = lines_of(body_of({.body = BodyKind::dots}, kId).text);
  for (const auto* line : {".", "..", "..."}) CHECK(std::ranges::count(lines, std::string(line)) == 1);
  CHECK(std::ranges::any_of(
      lines, [](const std::string& line) { return line.size() == 998 && line.starts_with('.'); }));
}

TEST_CASE("large: as large as is said") {
  for (const std::size_t size : {kLeastLarge, kMostLarge}) {
    const auto text = body_of({.body = BodyKind::large, .large_size = size}, kId).text;
    CHECK(text.size() >= size);
    CHECK(text.size() < size + 1024);
  }
}

TEST_CASE("8bit: where it may not be, the same text as quoted-printable") {
  const auto eight = body_of({.body = BodyKind::eight_bit}, kId);
  const auto seven = body_of({.body = BodyKind::eight_bit, .is_seven_bit = true}, kId);
  CHECK(eight.encoding == "8bit");
  CHECK(seven.encoding == "quoted-printable");
  CHECK(seven.charset == eight.charset);
  CHECK_FALSE(has_eight_bit(seven.text));
  for (const auto& line : lines_of(seven.text)) CHECK(line.size() <= 76);
  std::string plain;
  for (const auto& line : lines_of(eight.text)) plain += line + "\n";
  CHECK(transfer_decoded(seven.text, "quoted-printable") == plain);
}

TEST_CASE("quoted-printable: blanks at the end, equals signs and long lines survive") {
  for (const std::string& text :
       {std::string("a \nb\t\n"), std::string("=3D=\n"), std::string(1000, '=') + "\n",
        std::string(75, 'x') + "\n", std::string(77, 'x'), std::string("\xff\x80\n\n.")}) {
    const auto coded = quoted_printable(text);
    CHECK(transfer_decoded(coded, "quoted-printable") == text);
    CHECK_FALSE(has_eight_bit(coded));
  }
}

TEST_CASE("a Reply-To is there where one is said, and its loss is seen") {
  const auto with = sent({.reply_to = "c@example.net"});
  CHECK(with.contains("\r\nReply-To: <c@example.net>\r\n"));
  CHECK_FALSE(sent({}).contains("Reply-To"));
  const auto changes = changes_between(with, sent({}));
  REQUIRE(changes);
  REQUIRE(changes->size() == 1);
  CHECK(changes->at(0) == FieldChange{MessageField::reply_to, "-<c@example.net>"});
}

TEST_CASE("a text that is recoded on the way is as it was sent") {
  const MessageForm eight{.body = BodyKind::eight_bit};
  auto recoded = eight;
  recoded.is_seven_bit = true;
  CHECK(changes_between(sent(eight), sent(recoded)) == std::vector<FieldChange>{});
  auto spoilt = sent(recoded);
  spoilt.replace(spoilt.find("=C3=BC"), 6, "?");
  REQUIRE(changes_between(sent(eight), spoilt));
  CHECK(changes_between(sent(eight), spoilt)->size() == 1);
}

TEST_CASE("a message of which the beginning was read is compared so far, and no farther") {
  const auto whole = sent({.body = BodyKind::large});
  for (const std::size_t read : {65'536UL, 65'537UL, 65'590UL, 65'600UL}) {
    const auto cut = whole.substr(0, read);
    CHECK(changes_as_far_as_read(whole, cut) == std::vector<FieldChange>{});
    REQUIRE(changes_between(whole, cut));
    CHECK(changes_between(whole, cut)->size() == 1);
    auto spoilt = cut;
    spoilt[read / 2] = '#';
    REQUIRE(changes_as_far_as_read(whole, spoilt));
    CHECK(changes_as_far_as_read(whole, spoilt)->size() == 1);
  }
}
