#pragma once
#include <nlohmann/json.hpp>

#include <string>

namespace cutwatch::cli {

/// How to go back from where one cutover stands.
struct RollbackAnswer {
  bool is_possible = false;  ///< There is something to go back to.
  int exit_status = 0;       ///< kPass where the old path is proven good, kCannotTell without evidence of it.
  std::string text;          ///< For people.
  nlohmann::json document;
};

/// By the cutover of a status document. Printable ASCII, whatever that holds. Pure.
RollbackAnswer rollback_answer(const nlohmann::json& cutover);

}  // namespace cutwatch::cli
