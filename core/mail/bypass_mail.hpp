#pragma once
#include "core/mail/log/log_facts.hpp"
#include "core/time/time.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cutwatch::mail {

/// Who tells that mail went around the proxy; values of the `source` label. Of a message that several tell of
/// the first of these counts it that told first.
enum class BypassSource : std::uint8_t {
  log,    ///< The old server's log.
  audit,  ///< The Received lines of real mail in a mailbox.
  probe,  ///< Those of mail that the agent sent by the new path, or as DNS says.
};

inline constexpr std::array kBypassSources{BypassSource::log, BypassSource::audit, BypassSource::probe};

/// "log" and the others.
std::string_view to_string(BypassSource source) noexcept;

/// A message that the old server took around the proxy. All text is printable and bounded.
struct BypassMail {
  WallTime at;               ///< When the old server accepted it.
  std::string address;       ///< Who connected to it; empty where nobody says.
  std::string queue_id;      ///< The old server's; empty: it wrote none.
  std::string message_id{};  ///< What its Message-ID field says: its sender's claim.
  StrayKind kind = StrayKind::expected;
  friend bool operator==(const BypassMail&, const BypassMail&) = default;
};

}  // namespace cutwatch::mail
