#pragma once
#include "agent/log/late_news.hpp"
#include "core/cutover/record/record_assessment.hpp"
#include "core/time/time.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cutwatch {

/// Turns assessments of one record into plain lines, one for each server whose state or data is another than
/// before, or that is found to keep old data; and for the end of the last honest old copy.
class ChangeLines {
 public:
  std::vector<std::string> after(const cutover::RecordAssessment& record, WallTime now);

 private:
  void note(std::vector<std::string>& lines, const std::string& server, const std::string& state,
            WallTime now);
  void note_suspicion(std::vector<std::string>& lines, const std::string& server,
                      const std::optional<dns::Suspicion>& suspicion, WallTime now);
  void note_resolver(std::vector<std::string>& lines, const cutover::ResolverAssessment& resolver,
                     WallTime now);
  std::map<std::string, std::string> last_;  ///< By server.
  LateNews late_{"--original-ttl"};
};

}  // namespace cutwatch
