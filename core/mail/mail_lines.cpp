#include "core/mail/mail_lines.hpp"

#include <algorithm>

namespace cutwatch::mail {

std::string with_line_feeds(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  if (!text.contains('\n')) {
    out = text;
    std::ranges::replace(out, '\r', '\n');
    return out;
  }
  while (!text.empty()) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    line = line.substr(0, line.find_last_not_of('\r') + 1);
    const auto start = static_cast<std::ptrdiff_t>(out.size());
    out.append(line);
    std::replace(out.begin() + start, out.end(), '\r', ' ');
    if (end == std::string_view::npos) break;
    out.push_back('\n');
    text.remove_prefix(end + 1);
  }
  return out;
}

std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  const auto line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

}  // namespace cutwatch::mail
