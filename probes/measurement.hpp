#pragma once
#include "core/dns/calibration.hpp"
#include "core/dns/calibration_script.hpp"
#include "core/dns/resolver.hpp"
#include "probes/probe.hpp"

#include <asio/awaitable.hpp>

#include <functional>
#include <optional>
#include <vector>

// Measures resolvers with two wildcards of the operator's own (core/dns/calibration.hpp).
namespace cutwatch {

/// Asks all name servers of the zone for a new name below each wildcard. Nobody caches anything by it.
/// Errors: what is wrong with the wildcards.
asio::awaitable<Result<dns::Wildcards>> ask_wildcards(ProbeContext context, dns::WildcardNames names,
                                                      std::vector<dns::NameServer> servers);

/// Told before each question, how many were asked before it; false ends the measurement.
using BeforeQuestion = std::function<bool(std::size_t asked)>;

/// Asks one resolver all questions of the script, each at its operator's turn. Who answers nothing that can
/// be used is let go early. nullopt when it was ended, or no turn came within a minute: nothing is known
/// then.
asio::awaitable<std::optional<Result<dns::Calibration>>> measure(ProbeContext context, dns::Resolver resolver,
                                                                 dns::WildcardNames names,
                                                                 dns::Wildcards published,
                                                                 BeforeQuestion before);

}  // namespace cutwatch
