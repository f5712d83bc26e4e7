#pragma once
#include "core/mail/bypass_mail.hpp"
#include "core/observation/observation.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cutwatch {

/// A message that went around the proxy, and who told of it.
struct BypassEvidence {
  mail::BypassMail mail;
  mail::BypassSource source = mail::BypassSource::log;  ///< Under whom it was counted.
  std::vector<mail::BypassSource> also{};               ///< Who told of it later: each once.
  friend bool operator==(const BypassEvidence&, const BypassEvidence&) = default;
};

/// A mailbox whose real mail is audited.
struct AuditView {
  /// Since when nothing that came is left out; none before the first look that succeeded.
  std::optional<WallTime> begun{};
  std::optional<WallTime> last_read{};  ///< The beginning of the last look that succeeded; never stored.
  std::optional<Failure> failure{};     ///< Of the last look, if it failed; never stored.
  std::map<std::string, FolderPosition> positions{};
  AuditCounts counts{};
  friend bool operator==(const AuditView&, const AuditView&) = default;
};

/// Which messages went around the proxy, beside what each log counts for itself.
struct BypassState {
  /// A name of a message by which sources know that they tell of the same one.
  struct Counted {
    mail::BypassSource source = mail::BypassSource::log;
    WallTime at;  ///< When it was accepted.
    friend bool operator==(const Counted&, const Counted&) = default;
  };
  /// Of audit and probe: what logs tell is in their facts.
  std::map<std::pair<mail::BypassSource, mail::StrayKind>, mail::Tally> strays{};
  std::vector<BypassEvidence> last{};         ///< At most `kMostBypassesKept`, the last to be told last.
  std::map<std::string, Counted> counted{};   ///< By name, at most `kMostNamesKept`: the last to be accepted.
  std::map<std::string, AuditView> audits{};  ///< By mailbox id.
  friend bool operator==(const BypassState&, const BypassState&) = default;
};

inline constexpr std::size_t kMostBypassesKept = 32;
inline constexpr std::size_t kMostNamesKept = 2048;
/// Servers give a queue id again; and may say in different ways when they took a message.
inline constexpr Millis kSameMessage = std::chrono::hours{1};

/// The state after that source told of these. What another one counted before counts no more. Pure.
BypassState with_bypasses(BypassState state, mail::BypassSource source,
                          const std::vector<mail::BypassMail>& told);

/// The state after one more look into a mailbox. Pure.
BypassState with_audit(BypassState state, const MailboxAudited& audited);

/// What a log's lines told, without the strays among these that another source has counted. Pure.
mail::LogFacts without_counted(mail::LogFacts facts, const std::vector<mail::BypassMail>& told,
                               const BypassState& state);

}  // namespace cutwatch
