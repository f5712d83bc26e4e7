#pragma once
#include "core/mail/dsn.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cutwatch::mail {

/// What a mail says of a delivery, and by what it claims to be about a message of ours. All
/// of it is the text of whoever wrote the mail: nothing is proven.
struct ReportClaims {
  Dsn dsn;
  /// `kIdHeader` and `kTokenHeader` of the header that it brings along. What merely stands in its running
  /// text is no claim: everybody may quote.
  std::string id;
  std::string token;
  /// The ids in the addresses that the mail was sent to (mail/verp.hpp); each once, at most eight.
  std::vector<std::string> addressed;
};

/// `senders` are the addresses whose messages each have a sender of their own. Errors: malformed (no mail).
/// Linear in the mail's size.
Result<ReportClaims> read_claims(std::string_view mail, const std::vector<std::string>& senders);

}  // namespace cutwatch::mail
