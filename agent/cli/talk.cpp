#include "agent/cli/talk.hpp"

#include <cstdio>

namespace cutwatch::cli {

void talk(std::string_view text) noexcept { (void)std::fwrite(text.data(), 1, text.size(), stderr); }

}  // namespace cutwatch::cli
