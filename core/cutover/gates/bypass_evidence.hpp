#pragma once
#include "core/cutover/gates/evidence.hpp"
#include "core/cutover/gates/verdict.hpp"
#include "core/mail/log/log_facts.hpp"

#include <expected>
#include <optional>
#include <string>

// What the old server's log, the audit of mailboxes and the agent's own mail tell together of mail that went
// around the proxy (DESIGN §6.4).
namespace cutwatch::cutover {

/// Mail of one legality that went around the proxy, by all sources: each message once.
struct BypassTold {
  mail::Tally tally;
  std::string
      last;  ///< The last as evidence: "203.0.113.9 (mx.example.net), id 3F2A1B4C5D"; printable ASCII.
  std::optional<WallTime> read{};  ///< When a log last told of it.
};

/// nullopt where there was none.
std::optional<BypassTold> bypass_told(const Evidence& evidence, mail::StrayKind kind);

/// Likewise where the last is younger than that, or was told of within that time.
std::optional<BypassTold> bypass_within(const Evidence& evidence, mail::StrayKind kind, Millis age);

/// Who would tell of mail around the proxy.
struct BypassWatch {
  WallTime since;  ///< Nothing that came later was left out.
  WallTime seen;   ///< How new that is.
  std::string by;  ///< "the old server's log", "the audit of mailbox inbox".
};

/// The old server's log where it tells, else a mailbox that is audited; or why nobody would tell. The agent's
/// own mail tells of itself alone.
std::expected<BypassWatch, Verdict> bypass_watch(const Evidence& evidence);

/// Whether the old server has taken no mail around the proxy of late but by copies from before the switch.
Verdict judge_no_bypass(const Evidence& evidence);

}  // namespace cutwatch::cutover
