#include "core/mail/probe_body.hpp"

#include "core/mail/transfer_encoding.hpp"

#include <fmt/core.h>

#include <utility>

namespace cutwatch::mail {
namespace {

constexpr std::string_view kWords =
    "This message was sent by cutwatch to see whether mail arrives, and how fast.\r\n"
    "It can be deleted. Please do not answer it.\r\n";

/// The Generic Test for Unsolicited Bulk Email, as SpamAssassin, rspamd and others have agreed on it: in a
/// line of its own (https://spamassassin.apache.org/gtube/).
constexpr std::string_view kGtube =
    "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\r\n";

/// RFC 5321 §4.5.3.1.6, without the line's end; a dot that is doubled is not counted.
constexpr std::size_t kLongestLine = 998;

ProbeBody ascii(std::string text) {
  return {.charset = "us-ascii", .encoding = "7bit", .text = std::move(text)};
}

std::string dotted() {
  return ".\r\n..\r\n...\r\n. a dot and a blank\r\n.end\r\nno dot\r\n." + std::string(kLongestLine - 1, 'x') +
         "\r\n";
}

/// Letters of two, three and four octets (RFC 3629).
std::string beyond_ascii() {
  return "Gr\xc3\xbc\xc3\x9f"
         "e, \xce\xba\xcf\x8c\xcf\x83\xce\xbc\xce\xb5, \xe4\xb8\x96\xe7\x95\x8c, "
         "\xf0\x9f\x93\xab = 8 bit\r\n";
}

/// Numbered, so that a line that is left out, doubled or moved shows itself.
std::string numbered_lines(std::size_t octets) {
  std::string out;
  out.reserve(octets + 80);
  for (int number = 1; out.size() < octets; ++number)
    out += fmt::format("{:08} the quick brown fox jumps over the lazy dog, and the dog sleeps\r\n", number);
  return out;
}

}  // namespace

ProbeBody body_of(const MessageForm& form, const std::string& id) {
  const auto own_line = fmt::format(".{}\r\n", id);
  const std::string words(kWords);
  switch (form.body) {
    case BodyKind::plain: return ascii(words + own_line);
    case BodyKind::dots: return ascii(words + dotted() + own_line);
    case BodyKind::large: return ascii(words + own_line + numbered_lines(form.large_size));
    case BodyKind::gtube: return ascii(words + std::string(kGtube) + own_line);
    case BodyKind::eight_bit: break;
  }
  auto text = words + beyond_ascii() + own_line;
  if (!form.is_seven_bit) return {.charset = "utf-8", .encoding = "8bit", .text = std::move(text)};
  return {.charset = "utf-8", .encoding = "quoted-printable", .text = quoted_printable(text)};
}

}  // namespace cutwatch::mail
