#include "core/mail/hop_table.hpp"

#include "core/text/ascii.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

namespace cutwatch::mail {
namespace {

/// The believed lines in the order of the way, and their stamps.
struct Way {
  std::vector<Received> lines;
  std::vector<HopStamp> stamps;
};

/// None where our own clock was set back meanwhile.
std::optional<Journey> journey_of(const LedgerEntry& entry) {
  if (entry.sighting->at < entry.recorded) return std::nullopt;
  return Journey{.begin = entry.recorded, .end = entry.sighting->at};
}

/// It was handed to a program of the same host.
bool is_own(const Received& line) { return peer_in(line, {}) == Peer::own_host; }

/// What hands mail to a mailbox is no mail server, wherever it runs.
bool is_delivery(const Received& line) { return line.with && begins_ignoring_case(*line.with, "LMTP"); }

/// When the first server had taken it at the latest. What we hear only after we have seen the message says
/// nothing of its way.
WallTime taken_by(const LedgerEntry& entry, const Journey& journey) {
  const bool is_known = entry.accepted && *entry.accepted >= journey.begin;
  return is_known ? std::min(journey.end, *entry.accepted) : journey.end;
}

Way way_of(const Trace& trace, std::size_t believed) {
  Way way;
  for (auto i = believed; i > 0; --i) way.lines.push_back(*trace.fields[i - 1]);
  return way;
}

/// How many of the lines, from the first on, one host wrote.
std::size_t of_first_host(const Way& way) {
  std::size_t count = std::min<std::size_t>(way.lines.size(), 1);
  while (count < way.lines.size() && is_own(way.lines[count])) ++count;
  return count;
}

/// Whether the first host's lines bear the queue id that the first server told us.
bool has_queue_id(const Way& way, const LedgerEntry& entry) {
  const auto end = way.lines.begin() + static_cast<std::ptrdiff_t>(of_first_host(way));
  return !entry.queue_id.empty() && std::find_if(way.lines.begin(), end, [&](const Received& line) {
                                      return line.id == entry.queue_id;
                                    }) != end;
}

/// Whether the first of the lines is that of the server which had the message from us. Where its line names a
/// stranger, that may be another host that nobody told us of: then it was stamped after the message was
/// taken.
bool begins_at_first_server(const Way& way, const LedgerEntry& entry, const BelievedLines& believed,
                            const Journey& journey) {
  if (way.lines.empty()) return false;
  if (has_queue_id(way, entry)) return true;
  const Journey until_taken{.begin = journey.begin, .end = taken_by(entry, journey)};
  return believed.reach_sender && !stamp_of(way.lines.front().date, until_taken).skew;
}

/// The first server stamps before it replies.
void stamp(Way& way, const LedgerEntry& entry, const Journey& journey) {
  const Journey until_taken{.begin = journey.begin, .end = taken_by(entry, journey)};
  for (const auto& line : way.lines) {
    const bool is_first = way.stamps.empty() && has_queue_id(way, entry);
    way.stamps.push_back(stamp_of(line.date, is_first ? until_taken : journey));
  }
}

void tell_line(HopLine& out, const Way& way, std::size_t i, const Journey& journey) {
  out.skew = way.stamps[i].skew;
  if (i == 0) return;
  const auto& before = way.stamps[i - 1];
  out.delay = is_own(way.lines[i]) ? passed_on_one_clock(before, way.stamps[i], journey)
                                   : passed_between(before, way.stamps[i], journey);
  // One that differs from ours has been named already.
  if (!out.skew && !before.skew) out.skew = skew_between(before, way.stamps[i]);
}

/// When the mailbox had it: as its server says, or else when we saw it there, if we looked all the while.
HopStamp in_mailbox(const Sighting& sighting, const Journey& journey) {
  const auto filed = stamp_of(sighting.filed, journey);
  if (filed.at && !filed.skew) return filed;
  return sighting.was_watched ? HopStamp{.at = sighting.at} : filed;
}

/// Those of the mail servers: delivery agents on top are left out.
std::size_t of_mail_servers(const Way& way) {
  auto count = way.lines.size();
  while (count > 0 && is_delivery(way.lines[count - 1])) --count;
  return count;
}

/// Where the lines of the last host begin, of the first `count`.
std::size_t begin_of_last_host(const Way& way, std::size_t count) {
  auto at = count - 1;
  while (at > 0 && is_own(way.lines[at])) --at;
  return at;
}

using Delays = std::map<Hop, Millis>;

void note(Delays& delays, Hop hop, std::optional<Millis> delay) {
  if (delay) delays.emplace(hop, *delay);
}

void tell_first(Delays& delays, const LedgerEntry& entry) {
  if (entry.accepted && *entry.accepted >= entry.recorded)
    delays.emplace(Hop::to_first, *entry.accepted - entry.recorded);
}

/// `last` is where the lines of the last host begin; those of the first are other ones.
void tell_between(Delays& delays, const Way& way, std::size_t last, const Journey& journey) {
  const auto first_end = of_first_host(way);
  if (first_end > last) return;
  const auto& left = way.stamps[first_end - 1];
  if (first_end > 1) note(delays, Hop::in_first, passed_on_one_clock(way.stamps[0], left, journey));
  note(delays, Hop::to_final, passed_between(left, way.stamps[last], journey));
}

void tell_servers(HopTable& table, const Way& way, const LedgerEntry& entry, const BelievedLines& believed,
                  const Journey& journey) {
  const auto count = of_mail_servers(way);
  if (count == 0) return;
  const auto last = begin_of_last_host(way, count);
  const auto& left = way.stamps[count - 1];
  if (begins_at_first_server(way, entry, believed, journey)) tell_between(table.delays, way, last, journey);
  if (last + 1 < count)
    note(table.delays, Hop::in_final, passed_on_one_clock(way.stamps[last], left, journey));
  const auto arrival = in_mailbox(*entry.sighting, journey);
  note(table.delays, Hop::to_mailbox, passed_between(left, arrival, journey));
  table.mailbox_skew = stamp_of(entry.sighting->filed, journey).skew;
  if (!table.mailbox_skew && !left.skew) table.mailbox_skew = skew_between(left, arrival);
}

std::vector<HopLine> lines_of(const Trace& trace, std::size_t believed) {
  std::vector<HopLine> lines;
  for (auto i = trace.fields.size(); i > 0; --i)
    lines.push_back({.field = trace.fields[i - 1], .is_believed = i <= believed});
  return lines;
}

/// A line that cannot be read ends what is believed.
std::size_t readable(const Trace& trace, std::size_t believed) {
  const auto unreadable = std::ranges::find(trace.fields, std::optional<Received>());
  return std::min(believed, static_cast<std::size_t>(unreadable - trace.fields.begin()));
}

}  // namespace

HopTable hop_table(const LedgerEntry& entry, const BelievedLines& believed) {
  HopTable table;
  if (!entry.sighting || !entry.sighting->inspection) return table;
  const auto& trace = entry.sighting->inspection->received.trace();
  const auto count = readable(trace, believed.count);
  table.lines = lines_of(trace, count);
  const auto journey = journey_of(entry);
  if (!journey) return table;
  auto way = way_of(trace, count);
  stamp(way, entry, *journey);
  const auto begin = table.lines.size() - way.lines.size();
  for (std::size_t i = 0; i < way.lines.size(); ++i) tell_line(table.lines[begin + i], way, i, *journey);
  tell_first(table.delays, entry);
  tell_servers(table, way, entry, believed, *journey);
  return table;
}

std::map<Hop, Millis> hop_delays(const LedgerEntry& entry, const BelievedLines& believed) {
  return hop_table(entry, believed).delays;
}

}  // namespace cutwatch::mail
