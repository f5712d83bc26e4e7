#pragma once
#include <optional>
#include <string>

namespace cutwatch::cli {

/// Tells when answers stop coming, and when they come again.
class Outage {
 public:
  /// What is new once no answer came for that reason.
  std::optional<std::string> after_none(const std::string& reason);
  /// What is new once an answer came.
  std::optional<std::string> after_answer();

 private:
  std::string reason_;  ///< Of the last one; empty while answers come.
};

}  // namespace cutwatch::cli
