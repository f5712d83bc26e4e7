#pragma once
#include <optional>
#include <string_view>

// The words by which servers say that a mail was not delivered. All are in lower case, one blank between
// words.
namespace cutwatch::mail {

/// Where a text first says so, and with which kind of words.
struct BouncePhrases {
  std::optional<std::size_t> failure;  ///< Just behind the first words of a failure or of a delay.
  bool is_success = false;             ///< First of all it says that the mail was delivered.
  bool is_delay = false;               ///< It says that the mail is still being tried.
};

/// `text` in lower case, each run of blanks and line ends as one blank.
BouncePhrases phrases_in(std::string_view text);

}  // namespace cutwatch::mail
