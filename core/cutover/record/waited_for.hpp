#pragma once
#include "core/dns/bound.hpp"
#include "core/snapshot/snapshot.hpp"

#include <string>

// The name servers without which a bound has no end. There must be one.
namespace cutwatch::cutover {

/// Whether one of them is of the delegation: it may yet be heard.
bool is_listed_waited_for(const RecordState& state, const dns::NoBound& none);

/// One of the delegation, if there is one.
const dns::NameServer& first_waited_for(const RecordState& state, const dns::NoBound& none);

/// Of that one, why it is waited for; of one that has left the delegation, what ends the waiting:
/// "ns3.example.org. (203.0.113.53) has not been seen to publish anything else".
std::string waited_for(const RecordState& state, const dns::NoBound& none);

}  // namespace cutwatch::cutover
