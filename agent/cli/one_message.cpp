#include "agent/cli/one_message.hpp"

#include "core/text/quoted.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <set>
#include <vector>

namespace cutwatch::cli {
namespace {

std::optional<cutover::Path> path_in(const cutover::RoundTrip& trip, const std::string& name) {
  const auto found = std::ranges::find_if(trip.paths, [&](auto path) { return to_string(path) == name; });
  return found == trip.paths.end() ? std::nullopt : std::optional(*found);
}

std::vector<std::string> ids_of(const std::vector<cutover::RoundTrip>& trips) {
  std::vector<std::string> ids;
  for (const auto& trip : trips) ids.push_back(trip.id);
  return ids;
}

std::set<std::string_view> paths_of(const std::vector<cutover::RoundTrip>& trips) {
  std::set<std::string_view> paths;
  for (const auto& trip : trips) {
    for (const auto path : trip.paths) paths.insert(to_string(path));
  }
  return paths;
}

/// Those that are meant, as far as the wish says. The error is a sentence.
std::expected<std::vector<cutover::RoundTrip>, std::string> fitting(const cutover::Plan& plan,
                                                                    const MessageWish& wish) {
  auto trips = plan.round_trips;
  if (plan.all_round_trips().empty())
    return std::unexpected(
        fmt::format("{} has no [[cutover.roundtrip]]: it says whom to send to", plan.label()));
  if (!wish.round_trip.empty() || trips.empty())
    trips.insert(trips.end(), plan.outbound.begin(), plan.outbound.end());
  const auto ids = ids_of(trips);
  if (!wish.round_trip.empty())
    std::erase_if(trips, [&](const auto& trip) { return trip.id != wish.round_trip; });
  if (trips.empty()) {
    return std::unexpected(fmt::format("--roundtrip: {} has no round trip {}, but {}", plan.label(),
                                       quoted(wish.round_trip), fmt::join(ids, ", ")));
  }
  if (wish.path == to_string(cutover::Path::dns)) {
    return std::unexpected(
        "--path: mail goes as resolvers say, and what they hold only an agent knows that watches them; send "
        "it "
        "down \"old\" or \"new\"");
  }
  auto with_path = trips;
  std::erase_if(with_path, [&](const auto& trip) { return !path_in(trip, wish.path); });
  if (!with_path.empty()) return with_path;
  return std::unexpected(fmt::format("--path: no round trip goes down {}; configured: {}", quoted(wish.path),
                                     fmt::join(paths_of(trips), ", ")));
}

/// The message that filters have to know is for those of the domain: elsewhere it would spoil its sender's
/// name.
std::expected<mail::BodyKind, std::string> kind_of(const std::string& body, const cutover::RoundTrip& trip) {
  const bool is_gtube = body == to_string(mail::BodyKind::gtube);
  if (is_gtube && trip.entrance == mail::Entrance::submission)
    return std::unexpected("--body: gtube is for round trips to the domain, not for what its users send");
  if (is_gtube) return mail::BodyKind::gtube;
  const auto kind = mail::body_kind_of(body);
  if (kind) return *kind;
  return std::unexpected(
      fmt::format("--body: expected plain, 8bit, dots, large or gtube, got {}", quoted(body)));
}

}  // namespace

std::expected<cutover::Plan, std::string> plan_of_one_message(cutover::Plan plan, const MessageWish& wish) {
  const auto trips = fitting(plan, wish);
  if (!trips) return std::unexpected(trips.error());
  if (trips->size() > 1)
    return std::unexpected(fmt::format("--roundtrip: which of {}?", fmt::join(ids_of(*trips), ", ")));
  auto trip = trips->front();
  if (!wish.body.empty()) {
    const auto kind = kind_of(wish.body, trip);
    if (!kind) return std::unexpected(kind.error());
    trip.bodies = {*kind};
  }
  if (trip.is_told_by_reports()) {
    return std::unexpected(fmt::format(
        "--roundtrip: {} has no mailbox to find the message in; reports are read by the agent only",
        trip.id));
  }
  trip.paths = {path_in(trip, wish.path).value()};
  trip.also_in.clear();  // nobody waits for copies here
  // The mailbox probe takes a message for watched that was looked for three times an interval: here it is
  // looked for until it is there, with pauses that grow to `kLongestPause`.
  trip.interval = std::max(trip.interval, 3 * kLongestPause);
  plan.round_trips = {std::move(trip)};
  plan.outbound.clear();
  return plan;
}

}  // namespace cutwatch::cli
