#pragma once
#include <string>
#include <string_view>

namespace cutwatch::net {

/// The line without its CRLF or LF.
std::string_view without_line_end(std::string_view line);

/// Takes the first word and the blank behind it off the front; a line end ends a word as well.
std::string_view take_word(std::string_view& rest);

/// ASCII letters in upper case: protocol words do not depend on the locale.
std::string upper(std::string_view text);

}  // namespace cutwatch::net
