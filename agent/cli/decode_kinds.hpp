#pragma once
#include <span>
#include <string>
#include <string_view>

namespace cutwatch::cli {

/// A KIND of `cutwatch decode`, and what answers one line of it.
struct DecodeKind {
  std::string_view name;
  std::string (*decode_line)(const std::string& line);
};

std::span<const DecodeKind> decode_kinds();

}  // namespace cutwatch::cli
