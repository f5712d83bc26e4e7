#include "core/cutover/conditions/proxy_conditions.hpp"

#include "core/cutover/conditions/fallback.hpp"
#include "core/cutover/conditions/path_harm.hpp"
#include "core/cutover/conditions/proxy_reach.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <string>
#include <string_view>
#include <utility>

namespace cutwatch::cutover {
namespace {

constexpr std::size_t kMostProxyWords = 1024;

std::string_view outcome_in_words(Fallback what) {
  switch (what) {
    case Fallback::bypass:
      return "senders that find the old MX too fall back to it, and the old server takes their mail around "
             "the proxy";
    case Fallback::lost:
      return "senders that find the old MX too fall back to it, the old server refuses them with 5xx, and "
             "their mail bounces at once: it is lost";
    case Fallback::delayed: return "mail is only delayed: senders keep it and try again";
    case Fallback::unknown:
      return "nobody knows whether mail bypasses the proxy, is lost, or is only delayed";
  }
  std::unreachable();
}

std::string_view action_for(Fallback what) {
  switch (what) {
    case Fallback::bypass:
      return "Bring the proxy back, or go back to the old records; to filter all mail at the price of delay, "
             "have the old server answer strangers with a 4xx.";
    case Fallback::lost:
      return "Have the old server answer strangers with a 4xx, or take their mail, at once; then bring the "
             "proxy back, or go back to the old records.";
    case Fallback::delayed:
      return "Bring the proxy back before senders give up, which is after a day or more; or open the old "
             "server and go back to the old records.";
    case Fallback::unknown:
      return "Bring the proxy back, or go back to the old records; look what the old server says to a "
             "stranger (cutwatch probe lockdown).";
  }
  std::unreachable();
}

}  // namespace

std::optional<Finding> proxy_down(const Evidence& evidence) {
  const auto reach = proxy_unreached(evidence);
  if (!reach) return std::nullopt;
  if (evidence.standing.phase < Phase::switching)
    return Finding{
        .evidence = printable(fmt::format("{}; nobody's mail goes there yet", reach->words), kMostProxyWords),
        .severity = Severity::warning,
        .action = "Bring it back before the switch."};
  const auto fallback = fallback_of(evidence);
  const bool is_mild = fallback.what == Fallback::delayed && !harm_of(evidence, Path::new_path);
  return Finding{.evidence = printable(fmt::format("{}; {} ({})", reach->words,
                                                   outcome_in_words(fallback.what), fallback.words),
                                       kMostProxyWords),
                 .severity = is_mild ? std::optional(Severity::warning) : std::nullopt,
                 .action = action_for(fallback.what)};
}

}  // namespace cutwatch::cutover
