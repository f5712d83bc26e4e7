#pragma once
#include <fmt/core.h>

#include <string_view>
#include <utility>

namespace cutwatch::cli {

/// Says it on standard error, as it is. Whether anybody takes it is no matter: the answer is on standard
/// output, and in the exit status.
void talk(std::string_view text) noexcept;

template <class First, class... Rest>
void talk(fmt::format_string<First, Rest...> format, First&& first, Rest&&... rest) {
  talk(std::string_view(fmt::format(format, std::forward<First>(first), std::forward<Rest>(rest)...)));
}

}  // namespace cutwatch::cli
