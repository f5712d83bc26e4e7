#include "agent/watch/screen.hpp"

#include <fmt/core.h>

#include <cstdio>
#include <cstdlib>

#include <sys/ioctl.h>
#include <unistd.h>

namespace cutwatch {
namespace {

winsize size_of_terminal() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) size = {};
  return size;
}

}  // namespace

bool Screen::is_terminal() { return isatty(STDOUT_FILENO) == 1; }

exporters::Colours Screen::colours() {
  return is_terminal() && std::getenv("NO_COLOR") == nullptr ? exporters::Colours::ansi
                                                             : exporters::Colours::none;
}

std::size_t Screen::width() {
  static constexpr std::size_t kDefault = 120;
  const auto columns = size_of_terminal().ws_col;
  return columns == 0 ? kDefault : columns;
}

std::size_t Screen::height() {
  static constexpr std::size_t kDefault = 24;
  const auto rows = size_of_terminal().ws_row;
  return rows == 0 ? kDefault : rows;
}

void Screen::redraw(const std::vector<std::string>& lines) {
  std::string out;
  if (drawn_ > 0) out += fmt::format("\x1b[{}F", drawn_);
  for (const auto& line : lines) out += line + "\x1b[K\n";
  out += "\x1b[J";
  drawn_ = lines.size();
  std::fwrite(out.data(), 1, out.size(), stdout);
  std::fflush(stdout);
}

}  // namespace cutwatch
