#include "core/mail/integrity.hpp"

#include "core/mail/encoded_word.hpp"
#include "core/mail/mail_lines.hpp"
#include "core/mail/mime_part.hpp"
#include "core/text/ascii.hpp"
#include "core/text/line_diff.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace cutwatch::mail {
namespace {

constexpr std::size_t kMaxMail = 256 * 1024;

using Lines = std::vector<std::string>;

/// RFC 5321 §2.4: only the domain's letter case means nothing.
std::string with_lower_domain(std::string_view address) {
  std::string out(address);
  for (auto i = out.rfind('@'); i < out.size(); ++i) out[i] = lower(out[i]);
  return out;
}

/// "Name <local@domain>", the name only where there is one. What cannot be read so stays what it is. Encoded
/// words are text in a name only (RFC 2047 §5): one that looks like an address is none.
std::string mailbox_form(std::string_view value) {
  static constexpr std::string_view kOutsideAddress = " \t\"(),;<>";
  const auto open = value.rfind('<');
  if (value.ends_with('>') && open != std::string_view::npos) {
    const auto name = words_decoded(trimmed(value.substr(0, open)));
    const auto address = value.substr(open + 1, value.size() - open - 2);
    return fmt::format("{}{}<{}>", name, name.empty() ? "" : " ", with_lower_domain(address));
  }
  const bool is_address =
      value.contains('@') && value.find_first_of(kOutsideAddress) == std::string_view::npos;
  return is_address ? fmt::format("<{}>", with_lower_domain(value)) : std::string(value);
}

std::string text_form(std::string_view value) { return std::string(trimmed(words_decoded(value))); }

std::string as_it_is(std::string_view value) { return std::string(value); }

/// Of every field of that name: the second one is a change, too.
Lines values_of(const MimePart& mail, std::string_view name, std::string (*form)(std::string_view)) {
  Lines values;
  for (const auto& field : mail.header.fields) {
    if (equals_ignoring_case(field.name, name)) values.push_back(form(field.value));
  }
  return values;
}

void append_text(Lines& lines, std::string_view text) {
  auto end = lines.size();
  while (!text.empty()) {
    const auto line = take_line(text);
    lines.emplace_back(line.substr(0, line.find_last_not_of(" \t\r") + 1));
    if (!lines.back().empty()) end = lines.size();
  }
  lines.resize(end);
}

/// Above each text its type in parentheses, above parts that of the multipart. `read_mail` bounds the depth.
void append_part(Lines& lines, const MimePart& part) {
  lines.push_back(fmt::format("({})", part.content_type.type));
  for (const auto& inner : part.parts) append_part(lines, inner);
  if (part.parts.empty()) append_text(lines, decoded_body(part));
}

Lines body_lines(const MimePart& mail) {
  Lines lines;
  append_part(lines, mail);
  return lines;
}

/// What is compared of the field, in a form in which nothing is left that servers may change.
Lines lines_of(MessageField field, const MimePart& mail) {
  switch (field) {
    case MessageField::from: return values_of(mail, "From", mailbox_form);
    case MessageField::reply_to: return values_of(mail, "Reply-To", mailbox_form);
    case MessageField::subject: return values_of(mail, "Subject", text_form);
    case MessageField::message_id: return values_of(mail, "Message-ID", as_it_is);
    case MessageField::body: return body_lines(mail);
    case MessageField::dkim: return {};
  }
  std::unreachable();
}

/// `of_bodies` leaves of both bodies what is comparable.
template <class Cut>
Result<std::vector<FieldChange>> compared(std::string_view sent, std::string_view arrived, Cut of_bodies) {
  const auto before = read_mail(sent.substr(0, kMaxMail));
  if (!before) return fail(before.error().kind, "the message sent: " + before.error().detail);
  const auto after = read_mail(arrived.substr(0, kMaxMail));
  if (!after) return fail(after.error().kind, "the message that arrived: " + after.error().detail);
  std::vector<FieldChange> changes;
  for (const auto field : kComparedFields) {
    auto was = lines_of(field, *before);
    auto is = lines_of(field, *after);
    if (field == MessageField::body) of_bodies(was, is);
    auto diff = line_diff(was, is);
    if (!diff.empty()) changes.push_back({.field = field, .diff = std::move(diff)});
  }
  return changes;
}

}  // namespace

std::string_view to_string(MessageField field) noexcept {
  switch (field) {
    case MessageField::from: return "from";
    case MessageField::reply_to: return "reply_to";
    case MessageField::subject: return "subject";
    case MessageField::message_id: return "message_id";
    case MessageField::body: return "body";
    case MessageField::dkim: return "dkim";
  }
  std::unreachable();
}

Result<std::vector<FieldChange>> changes_between(std::string_view sent, std::string_view arrived) {
  return compared(sent, arrived, [](Lines&, Lines&) {});
}

Result<std::vector<FieldChange>> changes_as_far_as_read(std::string_view sent, std::string_view arrived) {
  return compared(sent, arrived, [](Lines& before, Lines& after) {
    if (!after.empty()) after.pop_back();
    before.resize(std::min(before.size(), after.size()));
  });
}

}  // namespace cutwatch::mail
