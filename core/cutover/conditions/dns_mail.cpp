#include "core/cutover/conditions/dns_mail.hpp"

#include "core/cutover/conditions/path_harm.hpp"
#include "core/cutover/gates/copy_gates.hpp"
#include "core/cutover/gates/ended_messages.hpp"
#include "core/cutover/gates/stopped_path.hpp"
#include "core/cutover/record/mail_destinations.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace cutwatch::cutover {
namespace {

using mail::LedgerEntry;
using Messages = std::vector<const LedgerEntry*>;

constexpr std::size_t kLongestDetail = 512;
constexpr std::size_t kLongestWay = 256;

/// The last to be sent first, by destination.
std::map<std::string, Messages> by_destination(const Messages& messages) {
  std::map<std::string, Messages> out;
  for (const auto* entry : messages) {
    if (entry->way) out[entry->way->destination()].push_back(entry);
  }
  return out;
}

bool is_old_servers_affair(const LedgerEntry& entry) {
  return entry.way->leads_to_old_only() || entry.way->answered_path() == to_string(Path::old_path);
}

/// No honest cache leads there any more.
bool may_old_server_refuse(const Evidence& evidence) {
  return evidence.standing.phase >= Phase::switching &&
         judge_old_host_expired(evidence).kind == VerdictKind::pass;
}

std::string resolvers_of(const mail::DnsWay& way) {
  std::string out;
  for (const auto& id : way.resolvers) out += (out.empty() ? "" : ", ") + id;
  return way.other_resolvers == 0 ? out : fmt::format("{} and {} more", out, way.other_resolvers);
}

std::string words_of(const RoundTrip& trip, const Messages& messages) {
  const auto& last = *messages[0];
  return fmt::format("the last two messages of {} to {}, where {} would send them, ended as {} and {}{}{}",
                     trip.id, printable(last.way->destination(), kLongestWay), resolvers_of(*last.way),
                     to_string(*messages[1]->result), to_string(*last.result),
                     last.detail.empty() ? "" : ": ", printable(last.detail, kLongestDetail));
}

std::optional<std::string> harm_on(const Evidence& evidence, const RoundTrip& trip) {
  const auto destinations = by_destination(ended_messages(evidence, trip, Path::dns));
  // They take turns.
  const auto turns = std::clamp<std::size_t>(destinations.size(), 1, kMostDestinations);
  const Millis interval = trip.interval * static_cast<Millis::rep>(turns);
  for (const auto& [destination, messages] : destinations) {
    auto lately = up_to_old_news(evidence, messages, interval);
    if (!is_harmed(lately)) continue;
    if (!is_old_servers_affair(*lately.front()) || !may_old_server_refuse(evidence))
      return words_of(trip, lately);
  }
  return std::nullopt;
}

}  // namespace

std::optional<Finding> dns_mail_fails(const Evidence& evidence) {
  for (const auto& trip : evidence.plan.round_trips) {
    if (auto words = harm_on(evidence, trip)) return Finding{*std::move(words)};
  }
  return std::nullopt;
}

std::optional<std::string> dns_mail_refused(const Evidence& evidence) {
  return may_old_server_refuse(evidence) ? refusals_known_but_by(evidence, Path::dns, Path::old_path)
                                         : refusals_known(evidence, Path::dns);
}

}  // namespace cutwatch::cutover
