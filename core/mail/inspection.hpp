#pragma once
#include "core/address/ip_network.hpp"
#include "core/mail/authentication_results.hpp"
#include "core/mail/integrity.hpp"
#include "core/mail/received_lines.hpp"
#include "core/mail/spam_signs.hpp"
#include "core/mail/trace.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cutwatch::mail {

/// What a message in the mailbox shows of its way there, and of itself.
struct Inspection {
  /// The values of its Received fields (RFC 5321 §4.4), the last added first: the claims of whoever wrote
  /// them. Unfolded, printable ASCII, bounded in number and length.
  ReceivedLines received{};
  std::vector<FieldChange> changes;  ///< What is not as it was sent.
  /// How far down `received` was believed when the message was found; its delays are counted by that.
  BelievedLines believed{};
  SpamSigns spam{};
  bool is_signature_judged = false;  ///< It was signed, and the key is known: `changes` tell of `dkim` too.
  /// What the mailbox's server found out about the sender: of what is written there, what is believed.
  std::vector<AuthenticationResult> authentication{};
  friend bool operator==(const Inspection&, const Inspection&) = default;

  bool has_changed(MessageField field) const;
};

/// With what it arrived, where there are changes: "another subject, body", "another body and a broken
/// signature".
std::string changes_in_words(const Inspection& inspection);

inline constexpr std::size_t kMaxReceived = 32;

/// Compares the message as it was sent with the one that arrived. None where that is no mail, or was not read
/// to its end: it holds `limit` octets or more. One that is sent with as many is compared as far as it was
/// read. `trusted` are the hosts whose Received lines are believed, `authserv_id` whose findings about the
/// sender are. Pure, linear in both lengths.
std::optional<Inspection> inspect(std::string_view sent, std::string_view arrived, std::size_t limit,
                                  const std::vector<IpNetwork>& trusted, std::string_view authserv_id = {});

}  // namespace cutwatch::mail
