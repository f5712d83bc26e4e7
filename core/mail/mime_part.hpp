#pragma once
#include "core/failure/failure.hpp"
#include "core/mail/content_type.hpp"
#include "core/mail/header_block.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cutwatch::mail {

/// A mail, or a part of one (RFC 2046). A mail inside it (message/rfc822) is a body, not parts: what it says
/// is somebody else's.
struct MimePart {
  HeaderBlock header;
  ContentType content_type;
  std::string body;             ///< Of what has no parts: as it came, lines ended by LF.
  std::vector<MimePart> parts;  ///< Of a multipart, what lies too deep or is too many left out.

  bool is(std::string_view type) const { return content_type.type == type; }
};

/// A whole mail (RFC 5322), whatever ends its lines. Read are its first 16 MiB. The failure is `malformed`:
/// no header field. Broken MIME is none: what cannot be taken apart is a body.
Result<MimePart> read_mail(std::string_view bytes);

/// The part's body without its Content-Transfer-Encoding; its charset is left alone.
std::string decoded_body(const MimePart& part);

}  // namespace cutwatch::mail
