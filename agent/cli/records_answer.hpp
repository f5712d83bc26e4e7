#pragma once
#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace cutwatch::cli {

/// What is published of the records of one cutover, and was before it.
struct RecordsAnswer {
  int exit_status = 0;  ///< kNotPassed where name servers disagree, kCannotTell where none is known.
  std::string zone;     ///< Zone lines; what is no record of now stands in comments.
  std::vector<std::string> warnings;  ///< What must not be overlooked.
  nlohmann::json document;
};

/// By the cutover of a status document. Printable ASCII, whatever that holds. Pure.
RecordsAnswer records_answer(const nlohmann::json& cutover);

}  // namespace cutwatch::cli
