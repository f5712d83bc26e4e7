#pragma once
#include <string>
#include <string_view>

namespace cutwatch::exporters {

/// Text as Markdown shows it, letter by letter: nothing in it is taken for markup, HTML or a link (CommonMark
/// and GitHub's), and it fits into a cell of a table. Pure.
std::string markdown_text(std::string_view text);

}  // namespace cutwatch::exporters
