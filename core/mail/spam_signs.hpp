#pragma once
#include "core/mail/header_block.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cutwatch::mail {

/// What spam filters on the way wrote into a mail's header. Anybody could have: it is a hint for people, and
/// proves nothing.
struct SpamSigns {
  bool is_marked = false;  ///< A filter called it spam.

  /// In the filter's own scale, so that those of two filters do not compare; where several gave one, that of
  /// the field that says it best, rspamd's report first, Exchange's level last.
  std::optional<double> score;

  /// The fields themselves in their order, "X-Spam-Status: Yes, score=6.1 required=5.0"; printable ASCII, at
  /// most 16 of at most 256 octets.
  std::vector<std::string> fields;

  friend bool operator==(const SpamSigns&, const SpamSigns&) = default;
};

/// Knows the fields of SpamAssassin and what speaks like it (X-Spam-Status, -Flag, -Level, -Score), of rspamd
/// (X-Spamd-Result, X-Rspamd-Score, X-Spam) and of Exchange (X-MS-Exchange-Organization-SCL). Pure.
SpamSigns spam_signs_of(const HeaderBlock& header);

}  // namespace cutwatch::mail
