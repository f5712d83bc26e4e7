#pragma once
#include "agent/init/found.hpp"
#include "agent/init/move.hpp"
#include "agent/init/wishes.hpp"

#include <string>
#include <vector>

namespace cutwatch::init {

/// What is to be careful about, each for people and with what to do. Nothing here judges SPF or anything else
/// that only an evaluation could: it says what was seen. Pure.
std::vector<std::string> cares_of(const Found& found, const Wishes& wishes, const Move& move);

}  // namespace cutwatch::init
