#pragma once
#include "core/cutover/gates/evidence.hpp"
#include "core/cutover/gates/verdict.hpp"

#include <string>
#include <vector>

namespace cutwatch::cutover {

/// Whether the new server takes every configured recipient that the old one takes. One that the new server
/// takes is fine whatever the old one says. Where it takes whoever does not exist, only a message that
/// arrived shows that it knows a recipient.
Verdict judge_recipients_valid(const Evidence& evidence);

/// "alice@example.org (550 5.1.1 User unknown), bob@example.org, and 3 more": at most five.
std::string listed(const std::vector<std::string>& texts);

}  // namespace cutwatch::cutover
