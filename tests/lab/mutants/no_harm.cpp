// Stands in for core/cutover/conditions/path_harm.cpp: an agent to which refused and lost mail is no harm, so
// that it never says to go back. The rehearsal must catch it.
#include "core/cutover/conditions/path_harm.hpp"

namespace cutwatch::cutover {

std::vector<const mail::LedgerEntry*> ended_lately(const Evidence&, const RoundTrip&, Path) { return {}; }

std::vector<const mail::LedgerEntry*> up_to_old_news(const Evidence&, std::vector<const mail::LedgerEntry*>,
                                                     Millis) {
  return {};
}

bool is_harmed(const std::vector<const mail::LedgerEntry*>&) { return false; }

std::vector<PathHarm> harms_of(const Evidence&, Path, std::optional<mail::MessageResult>) { return {}; }

std::optional<std::string> harm_of(const Evidence&, Path, std::optional<mail::MessageResult>) {
  return std::nullopt;
}

}  // namespace cutwatch::cutover
