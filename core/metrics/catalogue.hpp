#pragma once
#include "core/metrics/family.hpp"

#include <span>

// Every metric that cutwatch exports, by subject. docs/metrics.md is made from these tables, and a test
// compares them with what is exported, documented, drawn and alerted on.
namespace cutwatch::metrics {

std::span<const Description> dns_metrics();
std::span<const Description> mail_metrics();
std::span<const Description> cutover_metrics();
std::span<const Description> agent_metrics();

/// The description of that name. Throws std::logic_error when there is none: a bug.
const Description& describe(std::string_view name);

/// docs/metrics.md, in full.
std::string documentation();

}  // namespace cutwatch::metrics
