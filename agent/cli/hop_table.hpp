#pragma once
#include "core/mail/trace.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace cutwatch::cli {

/// One Received line of a message.
struct Hop {
  std::optional<mail::Received> line;  ///< None: it cannot be read.
  bool is_believed = false;            ///< Whoever wrote it is known by address (docs/decisions/0065).
};

/// In the order in which the message came by, the first server first. `received` are the values of its
/// fields, the last added first; believed is what the owners of `trusted` wrote. Pure.
std::vector<Hop> hops_of(const std::vector<std::string>& received, const std::vector<IpNetwork>& trusted);

/// A line for each, below one with the names of the columns; printable, each column bounded.
std::string hop_table(const std::vector<Hop>& hops);

nlohmann::json hops_json(const std::vector<Hop>& hops);

}  // namespace cutwatch::cli
