#include "core/mail/dkim_text.hpp"

#include "core/mail/mail_lines.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>
#include <map>
#include <vector>

namespace cutwatch::mail {
namespace {

/// Runs of blanks become one blank, those at the end none.
void append_relaxed(std::string& out, std::string_view line) {
  line = line.substr(0, line.find_last_not_of(" \t") + 1);
  bool is_behind_blank = false;
  for (const char c : line) {
    const bool is_blank = c == ' ' || c == '\t';
    if (is_blank && is_behind_blank) continue;
    out.push_back(is_blank ? ' ' : c);
    is_behind_blank = is_blank;
  }
}

}  // namespace

std::string relaxed_field(std::string_view name, std::string_view value) {
  auto out = lowered(name) + ":";
  append_relaxed(out, trimmed(value));
  return out;
}

std::string relaxed_body(std::string_view body) {
  const auto text = with_line_feeds(body);
  std::string out;
  out.reserve(text.size() + text.size() / 32);
  std::size_t end = 0;
  for (std::string_view left = text; !left.empty();) {
    const auto before = out.size();
    append_relaxed(out, take_line(left));
    const bool is_empty = out.size() == before;
    out += "\r\n";
    if (!is_empty) end = out.size();
  }
  out.resize(end);
  return out;
}

SignableMail signable(std::string_view mail) {
  const auto text = with_line_feeds(mail);
  std::string_view rest = text;
  rest.remove_prefix(std::min(rest.find_first_not_of('\n'), rest.size()));
  SignableMail out{.header = take_header(rest), .body = {}};
  out.body = relaxed_body(rest);
  return out;
}

std::string relaxed_fields(const HeaderBlock& header, std::span<const std::string> names) {
  std::map<std::string, std::vector<const HeaderField*>> left;  // the last one at the end
  for (const auto& field : header.fields) left[lowered(field.name)].push_back(&field);
  std::string out;
  for (const auto& name : names) {
    const auto found = left.find(lowered(name));
    if (found == left.end() || found->second.empty()) continue;
    const auto& field = *found->second.back();
    found->second.pop_back();
    out += relaxed_field(field.name, field.value) + "\r\n";
  }
  return out;
}

}  // namespace cutwatch::mail
