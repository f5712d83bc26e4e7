#pragma once
#include "core/mail/mime_part.hpp"

#include <string>
#include <string_view>

namespace cutwatch::mail {

/// What a mail says to people.
struct BounceNotice {
  std::string text;
  std::string copy;  ///< From where the text goes on with the header of the mail that it is about.
};

/// The text of the mail's readable parts, of a page only where there is none in plain text, without the mails
/// that it brings along; cut where a notice would have ended long ago.
BounceNotice read_notice(const MimePart& mail);

}  // namespace cutwatch::mail
