#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace cutwatch::init {

/// A TOML basic string: whatever the text, it ends where it should.
std::string toml_string(std::string_view text);

/// ["10 mail.example.org.", "20 mail.example.net."]
std::string toml_list(const std::vector<std::string>& texts);

/// Lines of comment, wrapped between words where it can be. Everything that is not printable ASCII is
/// escaped: nothing that a name server said can end the comment.
std::string comment(std::string_view text, std::string_view indent = "");

}  // namespace cutwatch::init
