#pragma once
#include "agent/cli/outage.hpp"
#include "agent/cli/status_source.hpp"

#include <string>
#include <vector>

namespace cutwatch::cli {

/// What is new to someone who waits for a step: the sentence when it is another one, and outages.
class WaitNews {
 public:
  /// An answer without a sentence, as of another version, says nothing.
  std::vector<std::string> after_answer(const std::string& sentence);
  std::vector<std::string> after_none(const NoStatus& none);

 private:
  Outage outage_;
  std::string said_;
};

}  // namespace cutwatch::cli
