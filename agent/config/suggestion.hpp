#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace cutwatch::config {

/// The candidate that was probably meant: the nearest within two edits (a letter added, dropped, changed, or
/// two neighbours swapped), and fewer edits than half of its letters; empty when none is near. The first of
/// equals wins.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace cutwatch::config
