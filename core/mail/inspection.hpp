#pragma once
#include "core/mail/integrity.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cutwatch::mail {

/// What a message in the mailbox shows of its way there, and of itself.
struct Inspection {
  /// The values of its Received fields (RFC 5321 §4.4), the last added first: the claims of whoever wrote
  /// them. Unfolded, printable ASCII, bounded in number and length.
  std::vector<std::string> received;
  std::vector<FieldChange> changes;  ///< What is not as it was sent.
  friend bool operator==(const Inspection&, const Inspection&) = default;
};

inline constexpr std::size_t kMaxReceived = 32;

/// Compares the message as it was sent with the one that arrived. None where that is no mail, or was not read
/// to its end: it holds `limit` octets or more. Pure, linear in both lengths.
std::optional<Inspection> inspect(std::string_view sent, std::string_view arrived, std::size_t limit);

}  // namespace cutwatch::mail
