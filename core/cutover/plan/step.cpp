#include "core/cutover/plan/step.hpp"

#include <utility>

namespace cutwatch::cutover {

std::string_view to_string(Phase phase) noexcept {
  switch (phase) {
    case Phase::prepare: return "prepare";
    case Phase::lower_ttl: return "lower_ttl";
    case Phase::switching: return "switch";
    case Phase::verify: return "verify";
    case Phase::finish: return "finish";
    case Phase::done: return "done";
  }
  std::unreachable();
}

std::string_view to_string(Step step) noexcept {
  switch (step) {
    case Step::lower_ttl: return "lower_ttl";
    case Step::switch_over: return "switch";
    case Step::remove_old: return "remove_old";
    case Step::retire_old: return "retire_old";
    case Step::done: return "done";
  }
  std::unreachable();
}

}  // namespace cutwatch::cutover
