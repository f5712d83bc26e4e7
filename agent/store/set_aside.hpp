#pragma once
#include "core/failure/failure.hpp"
#include "core/time/time.hpp"

#include <string>

// Damaged state files are never written to and never deleted: they are moved out of the way.
namespace cutwatch::store {

/// Renames the file, with what SQLite keeps beside it, to "PATH.corrupt-20261201T200000Z". Returns that name.
/// Errors: storage.
Result<std::string> set_aside(const std::string& path, WallTime now);

/// The last of those that were set aside and are still there; empty where there are none.
std::string left_aside(const std::string& path);

}  // namespace cutwatch::store
