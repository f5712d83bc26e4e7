#pragma once
#include "core/dns/resolver.hpp"
#include "core/failure/failure.hpp"

#include <string>
#include <vector>

namespace cutwatch::cli {

/// The resolvers that `--resolver` names, each once; empty where it is not given. Errors: malformed.
Result<std::vector<dns::Resolver>> given_resolvers(const std::vector<std::string>& texts,
                                                   const std::string& ca_file);

/// Those that are asked where none is given: the built-in ones, and the system's own under one operator.
std::vector<dns::Resolver> default_resolvers();

}  // namespace cutwatch::cli
