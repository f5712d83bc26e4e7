#include "agent/config/sections.hpp"
#include "agent/config/text_forms.hpp"
#include "agent/config/value_kinds.hpp"
#include "core/cutover/plan/mx_hosts.hpp"
#include "core/cutover/plan/on_loopback.hpp"
#include "core/cutover/plan/planned_message.hpp"
#include "core/mail/expected_copy.hpp"
#include "core/mail/verp.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::config {
namespace {

using cutover::Path;

constexpr Millis kLeastInterval{Seconds{1}};
constexpr std::chrono::days kMostInterval{7};
/// DESIGN §6.7: 60 s around the switch, 5 min otherwise, which is the plan's own default.
constexpr Seconds kAroundSwitch{60};

std::vector<Item<Path>> read_paths(Reader& roundtrip, const cutover::Plan& plan) {
  auto paths = roundtrip.list(
      "paths", one_of<Path>({{"old", Path::old_path}, {"new", Path::new_path}, {"dns", Path::dns}}));
  reject_repeats(roundtrip, paths);
  if (!roundtrip.has("paths")) roundtrip.complain("paths", "missing; expected at least one of old, new, dns");
  if (roundtrip.is_empty_list("paths")) roundtrip.complain("paths", "expected at least one of old, new, dns");
  for (const auto& [path, spot] : paths) {
    if (path == Path::dns) {
      if (cutover::mx_of(plan) == nullptr)
        roundtrip.complain(spot, "mail goes by the domain's MX: expected a [[cutover.record]] of it");
    } else if (plan.server_of(path) == nullptr) {
      roundtrip.complain(spot,
                         fmt::format("there is no [[cutover.server]] with the role \"{}\"", to_string(path)));
    }
  }
  return paths;
}

/// On the day of the switch: before it, and after the first name server and the last.
SendRate rate_on_that_day(const cutover::RoundTrip& trip, const cutover::Timing& timing) {
  if (!trip.around_switch) return rate_of(trip.interval);
  return rate_of(trip.interval, *trip.around_switch, 3 * timing.around_switch + timing.change_overdue);
}

/// What stays on this machine need not be counted, nor what goes nowhere. Destinations of mail as DNS says
/// take turns: they send no more together than any other path.
void check_caps(Reader& roundtrip, const std::vector<Item<Path>>& paths, const cutover::RoundTrip& trip,
                Reading& reading, const cutover::Plan& plan) {
  const auto rate = rate_on_that_day(trip, plan.timing);
  for (const auto& [path, spot] : paths) {
    if (cutover::is_on_loopback(plan, path)) continue;
    const auto exceeded = reading.budget.take(plan.label(), path, rate);
    if (exceeded) return roundtrip.complain("interval", *exceeded);
  }
}

void check_mailbox(Reader& roundtrip, std::string_view key, const std::string& id,
                   const cutover::Plan& plan) {
  if (plan.mailbox(id) == nullptr) {
    roundtrip.complain(key, fmt::format("there is no [[cutover.mailbox]] with the id \"{}\"", id));
  }
}

/// A message that goes nowhere is no round trip.
void read_mailboxes(Reader& roundtrip, cutover::RoundTrip& out, const cutover::Plan& plan) {
  const auto mailbox = roundtrip.get("mailbox", identifier());
  const auto bounces = roundtrip.get("bounces", identifier());
  if (!roundtrip.has("mailbox") && !roundtrip.has("bounces")) {
    roundtrip.complain(
        "mailbox",
        "missing; expected the id of the mailbox where mail to `to` arrives, or `bounces`, that of "
        "the one where mail to `from` arrives: then servers are asked to report deliveries there");
  }
  if (mailbox) check_mailbox(roundtrip, "mailbox", *mailbox, plan);
  if (bounces) check_mailbox(roundtrip, "bounces", *bounces, plan);
  out.mailbox = mailbox.value_or("");
  out.bounces = bounces.value_or("");
}

/// Two ids of one account would show a copy where there is only the message itself.
void check_copy_mailbox(Reader& roundtrip, const Item<std::string>& item, const cutover::RoundTrip& trip,
                        const cutover::Plan& plan) {
  const auto& [id, spot] = item;
  const auto* main = plan.mailbox(trip.mailbox);
  const auto* further = plan.mailbox(id);
  if (id == trip.mailbox) {
    roundtrip.complain(spot, "the message itself is awaited there (`mailbox`): expected other mailboxes");
  } else if (further == nullptr) {
    roundtrip.complain(spot, fmt::format("there is no [[cutover.mailbox]] with the id \"{}\"", id));
  } else if (main != nullptr && account_of(*main) == account_of(*further)) {
    roundtrip.complain(spot,
                       fmt::format("\"{}\" is the same account as \"{}\": a copy could not be told from "
                                   "the message itself",
                                   id, trip.mailbox));
  }
}

void read_copies(Reader& roundtrip, cutover::RoundTrip& out, const cutover::Plan& plan) {
  const auto also_in = roundtrip.list("also_in", identifier());
  reject_repeats(roundtrip, also_in);
  if (also_in.size() > mail::kMostCopiesExpected) {
    roundtrip.complain("also_in", fmt::format("expected at most {} mailboxes", mail::kMostCopiesExpected));
  }
  if (!also_in.empty() && !roundtrip.has("mailbox")) {
    roundtrip.complain("also_in",
                       "there is no `mailbox` that the message itself is awaited in: expected one, and here "
                       "those that copies of it come to");
  }
  for (const auto& item : also_in) check_copy_mailbox(roundtrip, item, out, plan);
  out.also_in = values(also_in);
}

/// RFC 5233: a server that knows no "user+detail" refuses bounces to such an address, so that it is asked
/// for.
void read_verp(Reader& roundtrip, cutover::RoundTrip& out) {
  out.has_verp = roundtrip.get_or("verp", flag(), false);
  if (!out.has_verp) return;
  if (!roundtrip.has("bounces"))
    roundtrip.complain("verp", "nobody reads the bounces: expected `bounces` as well");
  if (out.from.find('@') > mail::kLongestVerpLocalPart && !out.from.empty()) {
    roundtrip.complain("verp", fmt::format("the id of a message makes the local part of \"{}\" too long: "
                                           "expected at most {} characters before the \"@\"",
                                           out.from, mail::kLongestVerpLocalPart));
  }
}

void read_times(Reader& roundtrip, cutover::RoundTrip& out) {
  out.interval = roundtrip.get_or("interval", duration_between(kLeastInterval, kMostInterval), out.interval);
  if (!roundtrip.has("interval")) out.around_switch = kAroundSwitch;
  read_deadlines(roundtrip, out);
}

}  // namespace

void read_deadlines(Reader& roundtrip, cutover::RoundTrip& out) {
  const auto deadline = duration_between(Millis{1}, kMostInterval);
  out.late_after = roundtrip.get_or("late_after", deadline, out.late_after);
  out.lost_after = roundtrip.get_or("lost_after", deadline, out.lost_after);
  if (out.late_after >= out.lost_after) {
    roundtrip.complain(roundtrip.has("lost_after") ? "lost_after" : "late_after",
                       "a message is late before it is lost: expected late_after < lost_after");
  }
}

void read_roundtrip(Reader& roundtrip, Reading& reading, cutover::Plan& plan) {
  cutover::RoundTrip out;
  const auto id = roundtrip.need("id", identifier());
  out.from = roundtrip.need("from", mail_address()).value_or("");
  out.to = roundtrip.need("to", mail_address()).value_or("");
  out.ehlo = roundtrip.get_or("ehlo", host_name(), std::string(domain_of(out.from)));
  read_mailboxes(roundtrip, out, plan);
  read_copies(roundtrip, out, plan);
  read_verp(roundtrip, out);
  read_times(roundtrip, out);
  read_message_keys(roundtrip, reading, out);
  const auto paths = read_paths(roundtrip, plan);
  check_caps(roundtrip, paths, out, reading, plan);
  out.paths = values(paths);
  if (id && std::ranges::find(plan.round_trips, *id, &cutover::RoundTrip::id) != plan.round_trips.end()) {
    roundtrip.complain("id", fmt::format("\"{}\" is the id of an earlier round trip of this cutover", *id));
  }
  out.id = id.value_or("");
  plan.round_trips.push_back(std::move(out));
}

}  // namespace cutwatch::config
