#include "core/cutover/released.hpp"

#include "core/cutover/plan/plan.hpp"

namespace cutwatch::cutover {

namespace {

bool is_of_old_server(const mail::LedgerEntry& entry) {
  const auto old = to_string(Path::old_path);
  return entry.path == old || (entry.way && entry.way->answered_path() == old);
}

}  // namespace

bool is_refused_on_purpose(const mail::LedgerEntry& entry, const Chronicle& chronicle) {
  return entry.result == mail::MessageResult::refused && is_of_old_server(entry) &&
         was_old_server_released(chronicle, entry.recorded);
}

}  // namespace cutwatch::cutover
