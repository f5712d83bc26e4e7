#include "agent/config/complaints.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace cutwatch::config {
namespace {

std::vector<ConfigError> in_file_order(std::vector<ConfigError> errors) {
  std::ranges::sort(errors, {}, [](const ConfigError& error) {
    return std::tie(error.line, error.column, error.key, error.message);
  });
  return errors;
}

}  // namespace

ConfigError Complaints::error_at(const Spot& spot, std::string message) const {
  return {.file = file_,
          .line = spot.at.line,
          .column = spot.at.column,
          .key = spot.key,
          .message = std::move(message)};
}

void Complaints::add(const Spot& spot, std::string message) {
  if (!is_full()) errors_.push_back(error_at(spot, std::move(message)));
}

void Complaints::add_not_yet(const Spot& spot, std::string_view said) {
  not_yet_.push_back(error_at(spot, std::string(said)));
}

std::vector<ConfigError> Complaints::errors() && { return in_file_order(std::move(errors_)); }

std::vector<ConfigError> Complaints::not_yet() && { return in_file_order(std::move(not_yet_)); }

}  // namespace cutwatch::config
