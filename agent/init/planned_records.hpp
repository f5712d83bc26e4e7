#pragma once
#include "agent/init/found.hpp"
#include "agent/init/move.hpp"
#include "core/cutover/plan/step.hpp"
#include "core/dns/stages.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cutwatch::init {

/// A record of the plan.
struct PlannedRecord {
  dns::Question question;
  dns::Stages stages;                   ///< At least one; none equal.
  std::optional<cutover::Step> step{};  ///< In which it changes, where that is not the usual one.
  std::string remark;                   ///< What it is; empty where that is plain.
};

struct TtlRange {
  Seconds least;
  Seconds most;
};

/// The records of the plan, and what was left out of it and why, for people.
struct PlannedRecords {
  std::vector<PlannedRecord> records;
  std::vector<std::string> left_out;

  /// The TTLs that authorities gave for the records that the switch changes; nullopt where they gave none.
  std::optional<TtlRange> ttls(const Found& found) const;
};

/// More would ask operators of resolvers too often, or each of them too rarely.
inline constexpr std::size_t kMostRecords = 40;

/// Pure.
PlannedRecords records_of(const Found& found, const Wishes& wishes, const Move& move);

}  // namespace cutwatch::init
