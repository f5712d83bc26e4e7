#pragma once
#include "core/cutover/gates/evidence.hpp"

#include <string>
#include <vector>

// Who is not among "all" of a gate, because the operator accepts it: what passes without it says so.
namespace cutwatch::cutover {

/// ", without ns3.example.net. (accepted)": name servers of the records that are done without, each once;
/// empty where there are none. Pure.
std::string without_accepted_servers(const std::vector<RecordEvidence>& records);

/// ", without isp-fra (accepted)": watched resolvers that are done without; empty where there are none. Pure.
std::string without_accepted_resolvers(const Evidence& evidence, const RecordEvidence& of);

}  // namespace cutwatch::cutover
