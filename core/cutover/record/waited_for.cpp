#include "core/cutover/record/waited_for.hpp"

#include "core/cutover/record/published.hpp"
#include "core/text/date.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::cutover {
namespace {

auto find_listed(const RecordState& state, const dns::NoBound& none) {
  return std::ranges::find_if(
      none.waits_for, [&](const dns::NameServer& server) { return !state.departed.contains(server); });
}

/// It is not asked any more, so that only the operator can say when it is over.
std::string departed_words(const dns::NameServer& server, const DepartedAuthority& gone) {
  const bool is_heard = gone.history.current() != nullptr;
  return fmt::format(
      "{} left the delegation at {} and {}; accept it by name or address once no resolver asks it any "
      "more",
      text_of(server), rfc3339(gone.departed_at),
      is_heard ? "was not seen to publish anything else" : "was never heard");
}

}  // namespace

bool is_listed_waited_for(const RecordState& state, const dns::NoBound& none) {
  return find_listed(state, none) != none.waits_for.end();
}

const dns::NameServer& first_waited_for(const RecordState& state, const dns::NoBound& none) {
  const auto listed = find_listed(state, none);
  return listed == none.waits_for.end() ? none.waits_for.front() : *listed;
}

std::string waited_for(const RecordState& state, const dns::NoBound& none) {
  const auto& server = first_waited_for(state, none);
  const auto gone = state.departed.find(server);
  if (gone != state.departed.end()) return departed_words(server, *gone->second);
  return fmt::format("{} has not been seen to publish anything else", text_of(server));
}

}  // namespace cutwatch::cutover
