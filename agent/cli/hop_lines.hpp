#pragma once
#include "core/mail/hop_table.hpp"

#include <string>

namespace cutwatch::cli {

/// A line for each of a message's Received lines, below one with the names of the columns; printable, each
/// column bounded. Delays are those since the line before. Pure.
std::string hop_lines(const mail::HopTable& table);

/// "to_first 0.134 s, to_final 3 s": the parts of the way whose time is known, to the second where hosts tell
/// it in whole seconds. "not known" where none is. Pure.
std::string delays_text(const mail::HopTable& table);

}  // namespace cutwatch::cli
