#include "core/mail/bounce_notice.hpp"

#include "core/mail/html_text.hpp"
#include "core/mail/mail_lines.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>
#include <array>

namespace cutwatch::mail {
namespace {

constexpr std::size_t kMaxText = 64 * 1024;

/// A line that holds one of these announces the copy, if it is a rule ("--- Below this line ...") or a header
/// follows.
constexpr std::array<std::string_view, 26> kAnnouncements = {"a copy of the message",
                                                             "a copy of your message",
                                                             "copy of the original message",
                                                             "original message follows",
                                                             "original message -----",
                                                             "original message headers",
                                                             "original message header",
                                                             "message header follows",
                                                             "message headers follow",
                                                             "unsent message follows",
                                                             "returned message follows",
                                                             "returned mail follows",
                                                             "undelivered message follows",
                                                             "original headers",
                                                             "message text follows",
                                                             "here is your returned mail",
                                                             "start of returned message",
                                                             "returned mail --------",
                                                             "old message:",
                                                             "the original message header",
                                                             "copy of the message header",
                                                             "your message reads",
                                                             "-- the header",
                                                             "message follows",
                                                             "header of the message",
                                                             "your original message"};

void append_leaves(std::string& out, const MimePart& part, std::string_view type) {
  for (const auto& each : part.parts) append_leaves(out, each, type);
  const bool is_wanted =
      part.parts.empty() &&
      (part.is(type) || (type == "text/plain" && !part.content_type.type.starts_with("text/") &&
                         part.content_type.type.starts_with("multipart/")));
  if (!is_wanted || out.size() >= kMaxText) return;
  if (!out.empty()) out.append("\n\n");
  const auto body = decoded_body(part);
  out.append(type == "text/html" ? html_text(body) : body, 0, kMaxText);
}

bool is_announcement(std::string_view line) {
  if (line.size() > 120) return false;
  const auto small = lowered(line);
  return std::ranges::any_of(kAnnouncements, [&](auto phrase) { return small.contains(phrase); });
}

bool is_rule(std::string_view line) {
  line = trimmed(line);
  return line.starts_with("---") || line.starts_with("|--") || line.starts_with("===");
}

/// A field that only a mail's header begins with, at the start of a line: a trace field, RFC 5322 §3.6.7.
bool is_trace(std::string_view line) {
  return begins_ignoring_case(line, "Received: ") || begins_ignoring_case(line, "Return-Path: ");
}

/// Whether the text, empty lines aside, goes on with a field of a header.
bool begins_with_field(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\n"), text.size()));
  HeaderBlock block;
  const auto line = take_line(text);
  return line.starts_with("From ") || (add_line(block, line) && !line.contains("://"));
}

/// Where the copy begins; the text's size where there is none.
std::size_t start_of_copy(std::string_view text) {
  auto rest = text;
  while (!rest.empty()) {
    const auto start = text.size() - rest.size();
    const auto line = take_line(rest);
    if (is_trace(line)) return start;
    if (is_announcement(line) && (is_rule(line) || begins_with_field(rest))) return text.size() - rest.size();
  }
  return text.size();
}

}  // namespace

BounceNotice read_notice(const MimePart& mail) {
  std::string text;
  append_leaves(text, mail, "text/plain");
  if (trimmed(text).empty()) append_leaves(text, mail, "text/html");
  const auto end = start_of_copy(text);
  return {.text = text.substr(0, end), .copy = text.substr(end)};
}

}  // namespace cutwatch::mail
