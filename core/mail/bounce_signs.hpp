#pragma once
#include "core/mail/header_block.hpp"

namespace cutwatch::mail {

/// How much a mail's header speaks for a notice of a mail server, whatever the text says.
enum class BounceSigns {
  excluded,  ///< Somebody else's mail: of a list, an automatic reply, a reply to or a copy of a notice.
  none,
  some,    ///< One sign: sent automatically (vacation notes are, too), postmaster, a notice's subject.
  strong,  ///< A mail server's address, or two signs.
};

BounceSigns bounce_signs(const HeaderBlock& header);

}  // namespace cutwatch::mail
