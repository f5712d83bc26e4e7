#pragma once
#include "core/mail/ledger_entry.hpp"
#include "core/time/time.hpp"

#include <string>

namespace cutwatch::mail {

/// Header fields by which a probe message is found and proven to be ours.
inline constexpr const char* kIdHeader = "X-Cutwatch-Id";
inline constexpr const char* kTokenHeader = "X-Cutwatch-Token";

/// One message to be sent.
struct ProbeMessage {
  std::string id;     ///< 128 random bits as 32 hexadecimal digits; public.
  std::string token;  ///< HMAC over the id: whoever knows only the id cannot forge it.
  std::string from;
  std::string to;
  std::string probe;  ///< the round trip's id
  std::string path;   ///< "old", "new"
  WallTime created;
  MessageForm form{};
};

/// What a ledger's entry is sent as.
ProbeMessage message_of(const LedgerEntry& entry, std::string token);

/// "<id@domain-of-from>"
std::string message_id(const std::string& id, const std::string& from);

/// The message in RFC 5322 form, lines ended by CRLF, not signed. It asks not to be answered (RFC 3834 §5).
std::string render(const ProbeMessage& message);

}  // namespace cutwatch::mail
