#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cutwatch::mail {

/// A piece of a structured header field's value, as RFC 5322 §3.2.2 and §3.2.3 divide it.
struct TraceToken {
  enum class Kind { word, comment, semicolon };
  Kind kind;
  std::string text;  ///< A comment's without its outer parentheses, folding as one blank.
  std::size_t end;   ///< Where it ends in the value.
};

/// Words stand between blanks, comments and semicolons; what is in quotes or angle brackets stays together. A
/// comment that is never closed ends at the first parenthesis that closes one, or else with the text. Linear
/// in the text's length. Pure.
std::vector<TraceToken> trace_tokens(std::string_view text);

/// The words of a comment's own text, at blanks; nested comments are left out.
std::vector<std::string> words_of_comment(std::string_view comment);

}  // namespace cutwatch::mail
