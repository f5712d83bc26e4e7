#include "core/mail/returned_message.hpp"

#include "core/mail/mail_lines.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>
#include <array>

namespace cutwatch::mail {
namespace {

constexpr std::size_t kMaxLines = 1000;

constexpr auto kReturned = std::to_array<std::string_view>(
    {"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers",
     "message/rfc822-headers", "message/partial", "text/rfc822"});

bool is_returned(const MimePart& part) {
  return std::ranges::find(kReturned, part.content_type.type) != kReturned.end();
}

}  // namespace

std::string first_message_id(std::string_view value) {
  const auto open = value.find('<');
  const auto close = open == std::string_view::npos ? open : value.find('>', open);
  if (close != std::string_view::npos) return std::string(value.substr(open, close - open + 1));
  // Some programs leave the brackets out.
  const auto word = trimmed(value);
  return word.contains('@') && word.find_first_of(" \t") == std::string_view::npos ? std::string(word)
                                                                                   : std::string();
}

HeaderBlock header_in(std::string_view copy) {
  copy.remove_prefix(std::min(copy.find_first_not_of(" \t\n"), copy.size()));
  HeaderBlock header;
  for (std::size_t count = 0; count < kMaxLines && !copy.empty(); ++count) {
    const auto line = take_line(copy);
    if (trimmed(line).empty()) break;
    add_line(header, line);  // what is no field is a line that the reporter broke
  }
  return header;
}

HeaderBlock returned_header(const MimePart& report) {
  if (is_returned(report)) return header_in(decoded_body(report));
  for (const auto& part : report.parts) {
    if (auto header = returned_header(part); !header.fields.empty()) return header;
  }
  return {};
}

std::string message_id_in(std::string_view copy) {
  return first_message_id(header_in(copy).value_of("Message-ID").value_or(""));
}

std::string returned_message_id(const MimePart& report) {
  if (is_returned(report)) return message_id_in(decoded_body(report));
  for (const auto& part : report.parts) {
    if (auto id = returned_message_id(part); !id.empty()) return id;
  }
  return {};
}

}  // namespace cutwatch::mail
