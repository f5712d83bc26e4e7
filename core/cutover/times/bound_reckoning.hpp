#pragma once
#include "core/cutover/gates/evidence.hpp"
#include "core/dns/bound.hpp"

#include <string>

namespace cutwatch::cutover {

/// How a bound of a record comes about: which name server was the last to be seen without what version, its
/// TTL, and what is added. In words and numbers; empty where that cannot be told. Pure.
std::string reckoning(const RecordEvidence& of, const dns::Bound& bound);

}  // namespace cutwatch::cutover
