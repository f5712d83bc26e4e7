#include "agent/watch/waiting_text.hpp"

#include <fmt/format.h>

#include <string_view>

namespace cutwatch {
namespace {

/// "google, quad9 and 28 more"
std::string asked(const std::vector<dns::Resolver>& resolvers) {
  static constexpr std::size_t kNamed = 2;
  std::string out;
  for (const auto& each : resolvers) {
    if (&each == &resolvers.front() + kNamed) break;
    out += (out.empty() ? "" : ", ") + each.id;
  }
  if (resolvers.size() > kNamed) out += fmt::format(" and {} more", resolvers.size() - kNamed);
  return out;
}

/// Whether the way to the resolvers is in doubt, rather than what they say.
bool is_of_the_way(FailureKind kind) {
  return kind == FailureKind::timeout || kind == FailureKind::unreachable || kind == FailureKind::refused ||
         kind == FailureKind::limited;
}

std::string_view advice(FailureKind kind) {
  if (is_of_the_way(kind))
    return "does port 53 to them get out of this network? --resolver takes others, such as your own";
  return "is the name right, and delegated? dig NS tells";
}

}  // namespace

std::string waiting_for_authorities(const WatchRequest& request, const RecordState& state) {
  const auto what = fmt::format("looking for the name servers of {}, asking {}", request.domain.text(),
                                asked(request.resolvers));
  if (!state.delegation || *state.delegation) return what;
  const auto& failure = state.delegation->error();
  return fmt::format("{}: {} ({}); {}; asking again", what, to_string(failure.kind), failure.detail,
                     advice(failure.kind));
}

}  // namespace cutwatch
