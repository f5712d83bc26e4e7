#pragma once
#include "agent/init/wishes.hpp"

#include <cstddef>
#include <string>

namespace cutwatch::init {

/// The section about resolvers: those that were given, or else the usual ones.
std::string resolvers_text(const Wishes& wishes);

/// How often each record may be asked for, so that no operator outside loopback gets more than its share
/// whatever this host's own resolvers are; empty where the default will do.
std::string interval_for(std::size_t records, const Wishes& wishes);

}  // namespace cutwatch::init
