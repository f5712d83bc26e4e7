#pragma once
#include "core/cutover/record/record_assessment.hpp"
#include "core/time/time.hpp"

#include <string>
#include <vector>

namespace cutwatch::exporters {

enum class Colours : std::uint8_t { none, ansi };

/// The table of `cutwatch watch`, one string a line, without line ends: authorities, then resolvers with
/// state, TTL and the countdown to the end of their oldest copy. No line is wider than `width`. Pure.
std::vector<std::string> watch_table(const cutover::RecordAssessment& record, WallTime now, Colours colours,
                                     std::size_t width);

/// "google 8.8.8.8"; the address alone where it is the id.
std::string name_of(const dns::Resolver& resolver);

/// "ns1.example.org. 192.0.2.53": a name may have several addresses, each with a state of its own.
std::string name_of(const dns::NameServer& server);

/// The state in a word or two: "old", "no answer yet", "unreachable (timeout)".
std::string state_text(const cutover::ResolverAssessment& resolver);
std::string state_text(const cutover::AuthorityAssessment& authority);

}  // namespace cutwatch::exporters
