#include "core/cutover/released.hpp"

#include "core/cutover/plan/plan.hpp"

namespace cutwatch::cutover {

bool is_refused_on_purpose(const mail::LedgerEntry& entry, const Chronicle& chronicle) {
  return entry.result == mail::MessageResult::refused && entry.path == to_string(Path::old_path) &&
         was_old_server_released(chronicle, entry.recorded);
}

}  // namespace cutwatch::cutover
