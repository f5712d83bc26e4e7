#pragma once
#include "core/failure/failure.hpp"
#include "core/mail/log/log_facts.hpp"

#include <string>
#include <string_view>

namespace cutwatch::store {

/// What a log told, as the state file keeps it.
std::string text_of_log_facts(const mail::LogFacts& facts);

/// Errors: malformed.
Result<mail::LogFacts> parse_log_facts(std::string_view text);

}  // namespace cutwatch::store
