#pragma once
#include "agent/init/planned_records.hpp"

#include <string>

namespace cutwatch::init {

/// Takes the records of a plan, and keeps those out that no configuration could have: whatever the DNS said,
/// what is in it is a plan.
class RecordList {
 public:
  RecordList(const Found& found, const Move& move) : found_(found), move_(move) {}

  /// Stages that are equal to the one before them are dropped. A record that is there already is not taken
  /// again.
  void add(PlannedRecord record);
  /// A record that stays as it is; nothing where it is absent. What cannot be read is left out, and said.
  void add_unchanged(const dns::Question& question, const std::string& remark);
  void leave_out(std::string why) { planned_.left_out.push_back(std::move(why)); }
  bool has(const dns::Question& question) const;

  /// Without the changes that would lead to the old server in the end, by whatever name it has in the plan.
  PlannedRecords take() &&;

 private:
  cutover::OldHost old_host() const;
  void leave_as_it_is(PlannedRecord& record);

  const Found& found_;
  const Move& move_;
  PlannedRecords planned_;
};

}  // namespace cutwatch::init
