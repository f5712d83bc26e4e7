#include "agent/store/totals_table.hpp"

#include "core/time/seconds.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace cutwatch::store {
namespace {

constexpr std::string_view kInfinity = "inf";
constexpr std::string_view kLastResult = "last_result";

constexpr std::span<const double> kBounds{metrics::kDeliveryBounds};
constexpr double kMillisPerSecond = 1000;
/// What a double still tells from the next number, and a sum of them does not overflow.
constexpr std::int64_t kMostCounted = std::int64_t{1} << 53;

/// The bucket for latencies up to so many seconds, as Histogram has it.
std::size_t bucket_of(double seconds) {
  return static_cast<std::size_t>(std::ranges::lower_bound(kBounds, seconds) - kBounds.begin());
}

/// How the values of one histogram are called: the sum, and what a bucket's bound is appended to.
struct HistogramNames {
  std::string sum;
  std::string bucket;
};

const HistogramNames kLatency{.sum = "latency_ms", .bucket = "latency_le_ms:"};

const HistogramNames kGreylisted{.sum = "greylisted_ms", .bucket = "greylisted_le_ms:"};

HistogramNames names_of(mail::Hop hop) {
  return {.sum = fmt::format("hop_ms:{}", to_string(hop)),
          .bucket = fmt::format("hop_le_ms:{}:", to_string(hop))};
}

std::string bucket_name(const HistogramNames& names, Millis duration) {
  const auto bucket = bucket_of(seconds_of(duration));
  if (bucket == kBounds.size()) return fmt::format("{}{}", names.bucket, kInfinity);
  return fmt::format("{}{}", names.bucket, std::llround(kBounds[bucket] * kMillisPerSecond));
}

/// The bucket that takes what was counted under this name: its own, or the next one that holds it.
std::size_t bucket_named(std::string_view bound) {
  std::int64_t millis = 0;
  const auto [end, error] = std::from_chars(bound.data(), bound.data() + bound.size(), millis);
  return error == std::errc{} ? bucket_of(seconds_of(Millis{millis})) : kBounds.size();
}

std::optional<mail::MessageResult> result_named(std::string_view name) {
  const auto found = std::ranges::find(mail::kMessageEnds, name,
                                       [](mail::MessageResult result) { return to_string(result); });
  return found == mail::kMessageEnds.end() ? std::nullopt : std::optional(*found);
}

/// A histogram as it stands in the table, until it is whole.
struct StoredHistogram {
  std::vector<std::uint64_t> buckets = std::vector<std::uint64_t>(kBounds.size() + 1);
  std::int64_t sum_ms = 0;

  void take(const HistogramNames& names, std::string_view name, std::int64_t value) {
    if (name == names.sum) sum_ms = value;
    if (name.starts_with(names.bucket))
      buckets[bucket_named(name.substr(names.bucket.size()))] += static_cast<std::uint64_t>(value);
  }
  metrics::Histogram whole() const { return {kBounds, buckets, seconds_of(Millis{sum_ms})}; }
};

/// Values as they stand in the table, until they are whole totals.
struct StoredTotals {
  PathTotals totals;
  StoredHistogram latency;
  StoredHistogram greylisted;
  std::map<mail::Hop, StoredHistogram> hops;

  void take(std::string_view name, std::int64_t value) {
    value = std::clamp<std::int64_t>(value, 0, kMostCounted);
    const auto count = static_cast<std::uint64_t>(value);
    if (const auto result = result_named(name)) totals.results[*result] = count;
    if (name == "deferrals") totals.deferrals = count;
    if (name == "duplicates") totals.duplicates = count;
    if (name == "found_after_lost") totals.found_after_lost = count;
    latency.take(kLatency, name, value);
    greylisted.take(kGreylisted, name, value);
    if (name.starts_with("hop_")) take_hop(name, value);
    if (name == kLastResult && count < mail::kMessageEnds.size())
      totals.last_result = static_cast<mail::MessageResult>(value);
  }

  void take_hop(std::string_view name, std::int64_t value) {
    for (const auto hop : mail::kHops) hops[hop].take(names_of(hop), name, value);
  }

  PathTotals whole() && {
    totals.latency = latency.whole();
    totals.greylisted = greylisted.whole();
    for (const auto& [hop, delays] : hops) totals.hops.emplace(hop, delays.whole());
    return std::move(totals);
  }
};

Result<void> write(Database& database, const char* sql, const TotalsKey& key, std::string_view name,
                   std::int64_t value) {
  return database.run(sql, [&](Statement& statement) {
    statement.bind(1, key.domain).bind(2, key.path.probe).bind(3, key.path.path).bind(4, name).bind(5, value);
  });
}

void count(TotalsDelta& delta, const HistogramNames& names, Millis duration) {
  delta[names.sum] += duration.count();
  delta[bucket_name(names, duration)] += 1;
}

}  // namespace

TotalsDelta delta_of(const mail::Contribution& before, const mail::Contribution& after) {
  const auto difference = [](std::uint64_t from, std::uint64_t to) {
    return static_cast<std::int64_t>(to) - static_cast<std::int64_t>(from);
  };
  TotalsDelta delta;
  if (after.result && !before.result) delta[std::string(to_string(*after.result))] = 1;
  delta["deferrals"] = difference(before.deferrals, after.deferrals);
  delta["duplicates"] = difference(before.duplicates, after.duplicates);
  delta["found_after_lost"] = difference(before.found_after_lost, after.found_after_lost);
  if (after.latency && !before.latency) count(delta, kLatency, *after.latency);
  if (after.greylisted && !before.greylisted) count(delta, kGreylisted, *after.greylisted);
  for (const auto& [hop, delay] : after.hops) {
    if (!before.hops.contains(hop)) count(delta, names_of(hop), delay);
  }
  std::erase_if(delta, [](const auto& value) { return value.second == 0; });
  return delta;
}

Result<void> add_to_totals(Database& database, const TotalsKey& key, const TotalsDelta& delta) {
  for (const auto& [name, value] : delta) {
    const auto added =
        write(database,
              "INSERT INTO total VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET value = value "
              "+ excluded.value",
              key, name, value);
    if (!added) return added;
  }
  return {};
}

Result<void> set_last_result(Database& database, const TotalsKey& key, mail::MessageResult result) {
  return write(database, "INSERT OR REPLACE INTO total VALUES (?, ?, ?, ?, ?)", key, kLastResult,
               std::int64_t{std::to_underlying(result)});
}

Result<std::map<TotalsKey, PathTotals>> load_totals(Database& database) {
  auto query = database.prepare("SELECT domain, probe, path, name, value FROM total");
  if (!query) return std::unexpected(query.error());
  std::map<TotalsKey, StoredTotals> stored;
  const auto read = query->each_row([&](const Statement& row) {
    stored[{row.text(0), {row.text(1), row.text(2)}}].take(row.text(3), row.integer(4));
  });
  if (!read) return std::unexpected(read.error());
  std::map<TotalsKey, PathTotals> totals;
  for (auto& [key, values] : stored) totals.emplace(key, std::move(values).whole());
  return totals;
}

}  // namespace cutwatch::store
