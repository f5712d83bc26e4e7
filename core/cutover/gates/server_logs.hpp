#pragma once
#include "core/cutover/gates/evidence.hpp"
#include "core/mail/log/log_facts.hpp"

#include <expected>
#include <optional>
#include <string>

// What the logs of a server may be believed to tell. Silence is not health: a log that cannot be read, is not
// read to its end, or has no line where the agent's own probes should leave one tells nothing.
namespace cutwatch::cutover {

/// Whether the plan names a log of that server.
bool has_log(const Plan& plan, ServerRole role);

/// What all logs of that server have told; nothing where none has been read.
mail::LogFacts told_by_logs(const Evidence& evidence, ServerRole role);

/// How often something that the agent does leaves a line in that server's log, at least; none: nothing does,
/// and nobody can tell silence from health.
std::optional<Millis> own_line_interval(const Evidence& evidence, ServerRole role);

/// Why a log of that server tells nothing now, without a full stop; nullopt where all do.
std::optional<std::string> log_trouble(const Evidence& evidence, ServerRole role);

/// Likewise of one that cannot be read, or has been silent all the while since it is read, so that somebody
/// has to look; not while it is only caught up with.
std::optional<std::string> log_silence(const Evidence& evidence, ServerRole role);

/// What the logs of that server have told, or why that is no evidence.
std::expected<mail::LogFacts, Verdict> log_evidence(const Evidence& evidence, ServerRole role);

}  // namespace cutwatch::cutover
