#pragma once
#include "core/cutover/gates/evidence.hpp"
#include "core/mail/log/log_facts.hpp"

#include <expected>
#include <optional>
#include <string>

// What the logs of a server may be believed to tell. Silence is not health, and a line is not evidence: a log
// tells of others' mail while it tells of the agent's own.
namespace cutwatch::cutover {

/// Whether the plan names a log of that server.
bool has_log(const Plan& plan, ServerRole role);

/// What all logs of that server have told; nothing where none has been read.
mail::LogFacts told_by_logs(const Evidence& evidence, ServerRole role);

/// When a log of that server last told of strays of that kind since the agent began: what was read late is
/// news all the same.
std::optional<WallTime> strays_read(const Evidence& evidence, ServerRole role, mail::StrayKind kind);

/// Why what the logs of that server tell is no evidence now, without a full stop; nullopt where it is: each
/// can be read, is read to its end, and lately told of mail of the agent's own with its recipient.
std::optional<std::string> log_trouble(const Evidence& evidence, ServerRole role);

/// Why somebody has to look at a log of that server: it cannot be read, or has had no line since the agent
/// was heard there. What could not be sent, or found the door closed, leaves no line anywhere.
std::optional<std::string> log_silence(const Evidence& evidence, ServerRole role);

/// What the logs of that server have told, or why that is no evidence.
std::expected<mail::LogFacts, Verdict> log_evidence(const Evidence& evidence, ServerRole role);

}  // namespace cutwatch::cutover
