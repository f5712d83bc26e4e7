#pragma once
#include "core/mail/dsn.hpp"

#include <string_view>
#include <vector>

namespace cutwatch::mail {

/// What a notice in plain words says (qmail, Exim, Postfix, Sendmail, Exchange and others, each in words of
/// its own): that a mail failed or is late, and for whom.
struct NoticeReading {
  bool tells_failure = false;        ///< Or a delay, in words that are known.
  bool has_recipient_lines = false;  ///< The recipients stand in lines of their own, not in a sentence.
  std::vector<DsnRecipient> recipients;
};

NoticeReading read_notice_text(std::string_view text);

}  // namespace cutwatch::mail
