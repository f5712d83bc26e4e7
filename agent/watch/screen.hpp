#pragma once
#include "exporters/watch_table.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace cutwatch {

/// The terminal behind standard output, if there is one.
class Screen {
 public:
  static bool is_terminal();
  /// Colours on a terminal, unless NO_COLOR is set (no-color.org).
  static exporters::Colours colours();
  static std::size_t width();
  static std::size_t height();

  /// Draws the lines over those drawn before.
  void redraw(const std::vector<std::string>& lines);

 private:
  std::size_t drawn_ = 0;
};

}  // namespace cutwatch
