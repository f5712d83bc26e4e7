#include "core/text/quoted.hpp"

#include "core/text/printable.hpp"

namespace cutwatch {

std::string quoted(std::string_view text, std::size_t max) {
  std::string escaped;
  for (const char c : text.substr(0, max + 1)) {
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return '"' + printable(escaped, max) + '"';
}

}  // namespace cutwatch
