#pragma once
#include "agent/store/database.hpp"
#include "core/observation/observation.hpp"

#include <compare>
#include <map>
#include <string>

namespace cutwatch::store {

/// One folder of a mailbox that bounces of a domain's messages come to.
struct BounceFolder {
  std::string domain;
  std::string mailbox;
  std::string folder;
  friend auto operator<=>(const BounceFolder&, const BounceFolder&) = default;
};

/// How far each has been read. Unlike the mailboxes of messages these are not searched for ids: what came
/// while the agent was down is found by its place alone.
using BouncePositions = std::map<BounceFolder, FolderPosition>;

Result<void> add_bounce_positions(Database& database);

/// To be called in the transaction that writes what the bounces said. Errors: storage.
Result<void> set_bounce_positions(Database& database, const BouncePositions& positions);

/// All of them; a row that holds no UID is left out. Errors: storage.
Result<BouncePositions> load_bounce_positions(Database& database);

}  // namespace cutwatch::store
