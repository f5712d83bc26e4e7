#pragma once
#include "core/failure/failure.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cutwatch::mail {

/// RFC 3464 §2.3.3.
enum class DsnAction {
  failed,     ///< given up
  delayed,    ///< not yet delivered, still being tried
  delivered,  ///< in a mailbox
  relayed,    ///< passed on to a server that does not report
  expanded,   ///< passed on to several recipients
};

constexpr std::string_view to_string(DsnAction action) noexcept {
  switch (action) {
    case DsnAction::failed: return "failed";
    case DsnAction::delayed: return "delayed";
    case DsnAction::delivered: return "delivered";
    case DsnAction::relayed: return "relayed";
    case DsnAction::expanded: return "expanded";
  }
  return {};
}

/// What became of a mail for one recipient. All text is the sender's: any bytes, without line ends.
struct DsnRecipient {
  std::string address;
  std::optional<DsnAction> action;
  std::string status;      ///< RFC 3463: "5.1.1"; empty where nothing says it.
  std::string diagnostic;  ///< Without its type ("smtp;"); empty where nothing says it.
  std::string remote_mta;  ///< The server that answered, by name or address; empty where nothing says it.
  /// What the sender had written, where it is told beside another address (RFC 3464 §2.3.1); empty otherwise.
  std::string original_address;
  friend bool operator==(const DsnRecipient&, const DsnRecipient&) = default;
};

/// What a mail says of the delivery of another one.
struct Dsn {
  bool is_bounce = false;      ///< Another mail was not, or not yet, delivered to somebody.
  std::string auto_submitted;  ///< RFC 3834 §5: its keyword in lower case; empty without the field.
  std::vector<DsnRecipient> recipients;
  std::string original_message_id;   ///< With its angle brackets; empty where it is not told.
  std::string original_envelope_id;  ///< The ENVID of RFC 3461, decoded; empty where it is not told.
  std::string reporting_mta;         ///< Who reports, by name (RFC 3464 §2.2.2); empty where it is not told.
  friend bool operator==(const Dsn&, const Dsn&) = default;

  /// It says that another mail was delivered or passed on, to one recipient at least.
  bool has_good_news() const;
  /// It says something of the delivery of another mail: good news and bad.
  bool is_report() const;
};

/// Reads a delivery report (RFC 3464, RFC 6533), the plain-text notices of servers that know none, and any
/// other mail: that is no bounce, nor is an automatic reply, an abuse report, a read receipt or a mail that
/// merely carries a bounce along. Fails where `read_mail` does. Linear in the mail's size.
Result<Dsn> read_dsn(std::string_view mail);

}  // namespace cutwatch::mail
