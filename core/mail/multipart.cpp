#include "core/mail/multipart.hpp"

#include "core/mail/mail_lines.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>

namespace cutwatch::mail {
namespace {

enum class Line { other, delimiter, close };

/// Blanks may follow a delimiter; a longer one that begins alike is another's.
Line kind_of(std::string_view line, std::string_view boundary) {
  if (!line.starts_with("--") || line.substr(2, boundary.size()) != boundary) return Line::other;
  const auto rest = line.substr(2 + boundary.size());
  if (trimmed(rest).empty()) return Line::delimiter;
  return rest.starts_with("--") && trimmed(rest.substr(2)).empty() ? Line::close : Line::other;
}

/// The first line that begins with dashes and has a part's header under it.
std::string_view likely_boundary(std::string_view body) {
  while (!body.empty()) {
    const auto line = take_line(body);
    if (line.size() > 3 && line.starts_with("--") && begins_ignoring_case(body, "Content-")) {
      return trimmed(line.substr(2));
    }
  }
  return {};
}

}  // namespace

std::string boundary_of(const ContentType& type, std::string_view body) {
  const auto given = type.parameter("boundary");
  return std::string(given && !trimmed(*given).empty() ? trimmed(*given) : likely_boundary(body));
}

std::vector<std::string_view> pieces_between(std::string_view body, std::string_view boundary,
                                             std::size_t max) {
  std::vector<std::string_view> pieces;
  const char* start = nullptr;  // of the piece that is being read
  auto rest = body;
  while (!rest.empty()) {
    const char* const line_start = rest.data();
    const auto kind = kind_of(take_line(rest), boundary);
    if (kind == Line::other) continue;
    // The line end before a delimiter belongs to the delimiter.
    if (start != nullptr) pieces.emplace_back(start, std::max(line_start - 1, start));
    start = kind == Line::delimiter ? rest.data() : nullptr;
    if (kind == Line::close || pieces.size() >= max) return pieces;
  }
  if (start != nullptr) pieces.emplace_back(start, body.data() + body.size());
  return pieces;
}

}  // namespace cutwatch::mail
