#pragma once
#include "agent/config/config.hpp"

#include <vector>

namespace cutwatch::cli {

/// Prints each on a line of standard error, in the form that editors jump to.
void print_complaints(const std::vector<config::ConfigError>& complaints);

}  // namespace cutwatch::cli
