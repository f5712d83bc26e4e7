#include "agent/store/resolver_row.hpp"

#include "agent/store/kept_values.hpp"

#include <algorithm>

namespace cutwatch::store {
namespace {

using nlohmann::json;

/// Each turn that is counted was a sighting that is held.
constexpr std::int64_t kMostInterleaved = dns::kMaxHoldings * dns::kMaxSightings;
constexpr std::int64_t kMostSamples = std::int64_t{1} << 53;
/// One for every entry, ended copy, holding and change.
constexpr std::size_t kMaxRrSets = dns::kMaxCacheEntries + dns::kMaxEndedCopies + dns::kMaxHoldings +
                                   dns::kMaxHeldChanges * dns::kMaxCacheEntries;

/// The RRsets of a view, each written once; all else names them by number.
class RrSetWriter {
 public:
  json number_of(const dns::RrSet& rrset) {
    const auto found = std::ranges::find(known_, rrset);
    if (found != known_.end()) return found - known_.begin();
    known_.push_back(rrset);
    return known_.size() - 1;
  }
  json list() const {
    json out = json::array();
    for (const auto& rrset : known_) out.push_back(kept(rrset));
    return out;
  }

 private:
  std::vector<dns::RrSet> known_;
};

class RrSetReader {
 public:
  RrSetReader(const json& list, dns::RrType type) {
    for (const auto& value : list_of(list, kMaxRrSets)) known_.push_back(rrset_of(value, type));
  }
  const dns::RrSet& at(const json& number) const {
    const auto last = static_cast<std::int64_t>(known_.size()) - 1;
    return known_.at(static_cast<std::size_t>(integer_of(number, 0, last)));
  }

 private:
  std::vector<dns::RrSet> known_;
};

std::size_t count_of(const json& value, std::int64_t least = 0) {
  return static_cast<std::size_t>(integer_of(value, least, kMostSamples));
}

json kept_entry(const dns::CacheEntry& entry, RrSetWriter& rrsets) {
  return {rrsets.number_of(entry.rrset),
          kept(entry.nsid),
          kept(entry.expires.earliest),
          kept(entry.expires.latest),
          kept(entry.ends_by),
          kept(entry.first_seen),
          kept(entry.last_seen),
          entry.samples,
          entry.standstills,
          entry.largest_ttl.count(),
          kept(entry.surprising_since)};
}

dns::CacheEntry entry_of(const json& value, const RrSetReader& rrsets) {
  const bool is_from_before_surprises = value.size() == 10;
  const auto& fields = tuple_of(value, is_from_before_surprises ? 10 : 11);
  return {.rrset = rrsets.at(fields[0]),
          .nsid = maybe_text_of(fields[1]),
          .expires = {.earliest = instant_of(fields[2]), .latest = instant_of(fields[3])},
          .ends_by = instant_of(fields[4]),
          .first_seen = instant_of(fields[5]),
          .last_seen = instant_of(fields[6]),
          .samples = count_of(fields[7], 1),
          .standstills = count_of(fields[8]),
          .largest_ttl = ttl_of(fields[9]),
          .surprising_since = is_from_before_surprises ? std::nullopt : maybe_instant_of(fields[10])};
}

json kept_sighting(const dns::Sighting& sighting) {
  return {kept(sighting.sent),    kept(sighting.received),   sighting.ttl.count(), kept(sighting.nsid),
          sighting.is_said_stale, kept(sighting.copy_since), sighting.stood_still};
}

dns::Sighting sighting_of(const json& value) {
  const auto& fields = tuple_of(value, 7);
  return {.sent = instant_of(fields[0]),
          .received = instant_of(fields[1]),
          .ttl = ttl_of(fields[2]),
          .nsid = maybe_text_of(fields[3]),
          .is_said_stale = fields[4].get<bool>(),
          .copy_since = instant_of(fields[5]),
          .stood_still = fields[6].get<bool>()};
}

json kept_holding(const dns::Holding& holding, RrSetWriter& rrsets) {
  json sightings = json::array();
  for (const auto& sighting : holding.sightings) sightings.push_back(kept_sighting(sighting));
  json arrivals = json::array();
  for (const auto& arrival : holding.arrivals) arrivals.push_back({kept(arrival.at), arrival.ttl.count()});
  return {rrsets.number_of(holding.rrset), sightings, arrivals};
}

dns::Arrival arrival_of(const json& value) {
  const auto& fields = tuple_of(value, 2);
  return {.at = instant_of(fields[0]), .ttl = ttl_of(fields[1])};
}

dns::Holding holding_of(const json& value, const RrSetReader& rrsets) {
  const bool is_from_before_arrivals = value.size() == 2;
  const auto& fields = tuple_of(value, is_from_before_arrivals ? 2 : 3);
  dns::Holding out{.rrset = rrsets.at(fields[0]), .sightings = {}, .arrivals = {}};
  if (!is_from_before_arrivals) {
    for (const auto& each : list_of(fields[2], dns::kMaxHeldArrivals))
      out.arrivals.push_back(arrival_of(each));
  }
  for (const auto& each : list_of(fields[1], dns::kMaxSightings)) out.sightings.push_back(sighting_of(each));
  if (out.sightings.empty()) throw Damaged("held, but never seen");
  return out;
}

json kept_change(const dns::HeldChange& change, RrSetWriter& rrsets) {
  json held = json::array();
  for (const auto& rrset : change.held) held.push_back(rrsets.number_of(rrset));
  return {kept(change.at), held};
}

dns::HeldChange change_of(const json& value, const RrSetReader& rrsets) {
  const auto& fields = tuple_of(value, 2);
  dns::HeldChange out{.at = instant_of(fields[0]), .held = {}};
  for (const auto& each : list_of(fields[1], dns::kMaxCacheEntries)) out.held.push_back(rrsets.at(each));
  return out;
}

json kept_evidence(const dns::TtlEvidence& ttl) {
  json arrived = json::array();
  for (const auto& instant : ttl.largest_arrived) arrived.push_back(kept(instant));
  return {ttl.counts_down, ttl.renewed, ttl.largest.count(), arrived};
}

dns::TtlEvidence evidence_of(const json& value) {
  const auto& fields = tuple_of(value, 4);
  dns::TtlEvidence out{.counts_down = fields[0].get<bool>(),
                       .renewed = fields[1].get<bool>(),
                       .largest = ttl_of(fields[2]),
                       .largest_arrived = {}};
  for (const auto& each : list_of(fields[3], dns::kMaxArrivals))
    out.largest_arrived.push_back(instant_of(each));
  return out;
}

dns::NamedInstance instance_of(const json& value) {
  const auto& fields = tuple_of(value, 2);
  return {.nsid = text_of(fields[0]), .last_seen = instant_of(fields[1])};
}

dns::ResolverView read(const json& document, dns::RrType type) {
  const RrSetReader rrsets(document.at("rrsets"), type);
  dns::ResolverView view;
  for (const auto& each : list_of(document.at("entries"), dns::kMaxCacheEntries))
    view.entries.push_back(entry_of(each, rrsets));
  if (document.contains("ended")) {  // it is not in rows from before ended copies were kept
    for (const auto& each : list_of(document.at("ended"), dns::kMaxEndedCopies))
      view.ended.push_back(entry_of(each, rrsets));
  }
  for (const auto& each : list_of(document.at("changes"), dns::kMaxHeldChanges))
    view.changes.push_back(change_of(each, rrsets));
  for (const auto& each : list_of(document.at("holdings"), dns::kMaxHoldings))
    view.holdings.push_back(holding_of(each, rrsets));
  view.ttl = evidence_of(document.at("ttl"));
  for (const auto& each : list_of(document.at("instances"), dns::kMaxInstances))
    view.instances.push_back(instance_of(each));
  view.most_interleaved =
      static_cast<std::size_t>(integer_of(document.at("most_interleaved"), 0, kMostInterleaved));
  return view;
}

}  // namespace

std::string text_of_view(const dns::ResolverView& view) {
  RrSetWriter rrsets;
  json entries = json::array();
  for (const auto& entry : view.entries) entries.push_back(kept_entry(entry, rrsets));
  json ended = json::array();
  for (const auto& entry : view.ended) ended.push_back(kept_entry(entry, rrsets));
  json changes = json::array();
  for (const auto& change : view.changes) changes.push_back(kept_change(change, rrsets));
  json holdings = json::array();
  for (const auto& holding : view.holdings) holdings.push_back(kept_holding(holding, rrsets));
  json instances = json::array();
  for (const auto& instance : view.instances)
    instances.push_back({kept(std::optional(instance.nsid)), kept(instance.last_seen)});
  const json document{{"entries", entries},
                      {"ended", ended},
                      {"changes", changes},
                      {"holdings", holdings},
                      {"ttl", kept_evidence(view.ttl)},
                      {"instances", instances},
                      {"most_interleaved", view.most_interleaved},
                      {"rrsets", rrsets.list()}};
  return document.dump(-1, ' ', true, json::error_handler_t::replace);
}

Result<dns::ResolverView> parse_view(std::string_view text, dns::RrType type) {
  return parse_kept(text, [type](const json& document) { return read(document, type); });
}

}  // namespace cutwatch::store
