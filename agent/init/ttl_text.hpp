#pragma once
#include "agent/init/found.hpp"
#include "agent/init/planned_records.hpp"
#include "agent/init/wishes.hpp"

#include <string>

namespace cutwatch::init {

/// What is known of the TTL that the records had before: a key, or why there is none, and what to do about
/// it.
std::string ttl_text(const Found& found, const Wishes& wishes, const PlannedRecords& planned);

}  // namespace cutwatch::init
