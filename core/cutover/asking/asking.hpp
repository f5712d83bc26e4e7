#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/snapshot/snapshot.hpp"
#include "core/time/time.hpp"

#include <optional>
#include <string>

// When resolvers may be asked for a record without doing harm (DESIGN §5.6, docs/decisions/0050).
namespace cutwatch::cutover {

/// The moment of a question.
struct Occasion {
  WallTime now;
  Millis watched_for{};  ///< How long this run has lasted.
};

/// Why no resolver may be asked for the record; nullopt when they may. Pure.
std::optional<SkipReason> reason_not_to_ask(const WatchedRecord& record, const DomainState& known,
                                            const Occasion& occasion);

/// Why this resolver may not be asked for the record: that, or because it keeps refusing. Pure.
std::optional<SkipReason> reason_not_to_ask(const WatchedRecord& record, const std::string& resolver,
                                            const DomainState& known, const Occasion& occasion);

/// When a record that waits for its authorities is to be looked at again, should nothing be heard of them;
/// nullopt when no waiting helps. Pure.
std::optional<WallTime> waits_until(const Occasion& occasion);

}  // namespace cutwatch::cutover
