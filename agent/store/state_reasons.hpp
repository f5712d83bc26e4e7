#pragma once
#include <string>

// Why a state file is of no use, with what to look at. `error` is an errno.
namespace cutwatch::store {

/// To who only reads it. Pure.
std::string why_unreadable(const std::string& path, int error);

/// To the agent, which begins one where there is none. Asks whether the directory is there.
std::string why_unopened(const std::string& path, int error);

}  // namespace cutwatch::store
