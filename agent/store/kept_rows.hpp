#pragma once
#include "agent/store/database.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <string>

namespace cutwatch::store {

/// Reads all rows of a query into `kept`. One that cannot be read is left out, and told of among those that
/// are damaged: which it is (`name`) and why. Errors: storage, or malformed where the file is damaged.
template <class Kept>
Result<void> read_rows(Result<Statement> query, Result<void> (*read)(const Statement&, Kept&),
                       std::string (*name)(const Statement&), Kept& kept) {
  if (!query) return std::unexpected(query.error());
  return query->each_row([&](const Statement& row) {
    const auto done = read(row, kept);
    if (!done) kept.damaged.push_back(printable(fmt::format("{}: {}", name(row), done.error().detail)));
  });
}

}  // namespace cutwatch::store
