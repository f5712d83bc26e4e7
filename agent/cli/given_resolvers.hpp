#pragma once
#include "core/address/ip_address.hpp"
#include "core/dns/resolver.hpp"
#include "core/failure/failure.hpp"

#include <string>
#include <vector>

// Which resolvers a command asks.
namespace cutwatch::cli {

/// Those that `--resolver` names, each once; empty where it is not given. Errors: malformed.
Result<std::vector<dns::Resolver>> given_resolvers(const std::vector<std::string>& texts,
                                                   const std::string& ca_file);

/// Where none is given: those that the system asks itself. Errors: malformed, when it names none.
Result<std::vector<dns::Resolver>> system_resolvers(const std::vector<Endpoint>& named_by_system);

/// Where none is given and many are wanted: the built-in ones, and the system's under one operator.
std::vector<dns::Resolver> default_resolvers();

}  // namespace cutwatch::cli
