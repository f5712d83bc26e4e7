#pragma once
#include "core/failure/failure.hpp"
#include "core/time/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace cutwatch::net {

/// The folder's directory below the maildir, as Maildir++ lays it out: "INBOX" (in any case) is the maildir
/// itself, ".", and "Archive/2026" is ".Archive.2026", spelt in modified UTF-7 as Dovecot and Courier do.
/// Errors: malformed (no UTF-8, a NUL, or a name with an empty part, which would lead elsewhere).
Result<std::string> maildir_directory(std::string_view folder);

/// What stays the same of a message's file name when it is moved from `new` to `cur` or flagged: all before
/// the ":" of its flags.
std::string_view unique_part(std::string_view file_name);

/// When a delivery agent says that it made the file: the seconds that a name begins with. nullopt for any
/// other name, which says nothing.
std::optional<WallTime> stamp_in_name(std::string_view file_name);

}  // namespace cutwatch::net
