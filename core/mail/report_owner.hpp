#pragma once
#include "core/mail/report_claims.hpp"

#include <array>
#include <cstdint>
#include <expected>
#include <functional>
#include <string>
#include <string_view>

namespace cutwatch::mail {

/// Why a mail in a sender's mailbox ends no message; keys of `ignored` in the API.
enum class ReportDoubt : std::uint8_t {
  no_report,  ///< it tells of no delivery, or could not be read; or it has good news that nobody asked for
  foreign,    ///< it is about no message of ours, whatever its text quotes
  unproven,   ///< it names a message and proves nothing: an id is in every server's log
  forged,     ///< what should prove a message is not what belongs to it
  contradictory,  ///< it names several messages
  unknown,        ///< the message is ours and not in this ledger: forgotten, or another agent's
};

inline constexpr std::array kReportDoubts{ReportDoubt::no_report,     ReportDoubt::foreign,
                                          ReportDoubt::unproven,      ReportDoubt::forged,
                                          ReportDoubt::contradictory, ReportDoubt::unknown};

std::string_view to_string(ReportDoubt doubt) noexcept;

/// Makes the token of an id: only who holds the ledger's key can.
using TokenOf = std::function<std::string(const std::string& id)>;

/// The ENVID of a message (RFC 3461 §4.4): its id, and a token of its own, so that who has read an id in a
/// log cannot name it. Not the one in the header: that would be proof of the message as well.
std::string envelope_id(const std::string& id, const TokenOf& token_of);

/// Whose message a report is about.
struct ReportOwner {
  std::string id;
  bool has_token = false;  ///< A token proves it; otherwise nothing but the address names it.
  friend bool operator==(const ReportOwner&, const ReportOwner&) = default;
};

/// Whose message a report is about: the id that its returned header proves by the token, that its envelope id
/// proves, or that its address names. The last is proof only in so far as an id cannot be guessed: whoever
/// reads the log of a server on the way could write it, and therefore it counts only where senders have
/// addresses of their own, and never for a report with good news. A false token in the returned
/// header makes the whole mail a forgery. Whether the ledger knows the message is not asked here. Pure, but
/// for `token_of`.
std::expected<ReportOwner, ReportDoubt> owner_of(const ReportClaims& claims, const TokenOf& token_of);

}  // namespace cutwatch::mail
