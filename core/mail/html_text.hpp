#pragma once
#include <string>
#include <string_view>

namespace cutwatch::mail {

/// What a page says, near enough to read a notice: tags left out, a line for each block, the usual entities
/// decoded. Pure.
std::string html_text(std::string_view html);

}  // namespace cutwatch::mail
