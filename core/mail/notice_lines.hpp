#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace cutwatch::mail {

/// A notice, line by line and as one run of words.
struct NoticeLines {
  std::vector<std::string_view> lines;  ///< Without blanks at both ends; empty for a line that quotes a mail.
  std::vector<std::size_t> indents;     ///< How many blanks each line began with.
  std::string words;                    ///< All lines in lower case, one blank between words.
  std::vector<std::size_t> starts;      ///< Where each line begins in `words`.

  /// The line that a position in `words` lies in.
  std::size_t line_at(std::size_t position) const;
};

/// `text` must outlive what is returned. Lines beyond the first 2000 are left out.
NoticeLines notice_lines(std::string_view text);

}  // namespace cutwatch::mail
