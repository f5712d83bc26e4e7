#include "agent/store/authority_row.hpp"

#include "agent/store/kept_values.hpp"

namespace cutwatch::store {
namespace {

using nlohmann::json;

json kept(const std::optional<std::uint32_t>& serial) { return serial ? json(*serial) : json(); }

std::optional<std::uint32_t> serial_of(const json& value) {
  if (value.is_null()) return std::nullopt;
  return static_cast<std::uint32_t>(integer_of(value, 0, std::numeric_limits<std::uint32_t>::max()));
}

json kept(const dns::Version& version) {
  return {store::kept(version.rrset),
          version.ttl.count(),
          kept(version.serial),
          store::kept(version.first_seen),
          store::kept(version.last_asked),
          store::kept(version.last_seen),
          store::kept(version.ended)};
}

dns::Version version_of(const json& value, dns::RrType type) {
  const auto& fields = tuple_of(value, 7);
  return {.rrset = rrset_of(fields[0], type),
          .ttl = ttl_of(fields[1]),
          .serial = serial_of(fields[2]),
          .first_seen = instant_of(fields[3]),
          .last_asked = instant_of(fields[4]),
          .last_seen = instant_of(fields[5]),
          .ended = maybe_instant_of(fields[6])};
}

dns::Gap gap_of(const json& value) {
  const auto& fields = tuple_of(value, 3);
  return {.begin = instant_of(fields[0]), .end = instant_of(fields[1]), .ttl = ttl_of(fields[2])};
}

json kept(const std::optional<dns::StandingTtl>& standing) {
  if (!standing) return {};
  return {standing->ttl.count(), standing->samples, store::kept(standing->since),
          store::kept(standing->asked_before)};
}

std::optional<dns::StandingTtl> standing_of(const json& value) {
  if (value.is_null()) return std::nullopt;
  const auto& fields = tuple_of(value, 4);
  return dns::StandingTtl{.ttl = ttl_of(fields[0]),
                          .samples = static_cast<int>(integer_of(fields[1], 1, dns::kSamplesThatSuffice)),
                          .since = instant_of(fields[2]),
                          .asked_before = instant_of(fields[3])};
}

/// Rows from before it was kept have none of this.
void read_serial_manner(dns::AuthorityHistory& history, const json& document) {
  history.standing = standing_of(document.value("standing", json()));
  history.has_changed_under_serial = document.value("has_changed_under_serial", false);
}

KeptAuthority read(const json& document, dns::RrType type) {
  KeptAuthority out;
  const auto& versions = list_of(document.at("versions"), dns::kMaxVersions);
  for (const auto& value : versions) {
    out.history.versions.push_back(version_of(value, type));
    const bool is_current = out.history.versions.size() == versions.size();
    if (out.history.versions.back().ended.has_value() == is_current)
      throw Damaged("all versions but the last have ended");
  }
  out.history.forgotten_ended = maybe_instant_of(document.at("forgotten_ended"));
  for (const auto& value : list_of(document.at("gaps"), dns::kMaxGaps))
    out.history.gaps.push_back(gap_of(value));
  read_serial_manner(out.history, document);
  out.serial = serial_of(document.at("serial"));
  out.is_silent = document.at("is_silent").get<bool>();
  return out;
}

}  // namespace

bool is_silent(const AuthorityView& view) {
  if (!view.last) return false;
  const auto& answer = view.last->answer;
  return !answer || !answer->is_definite() || !answer->is_authoritative;
}

std::string text_of_authority(const KeptAuthority& authority) {
  json versions = json::array();
  for (const auto& version : authority.history.versions) versions.push_back(kept(version));
  json gaps = json::array();
  for (const auto& gap : authority.history.gaps)
    gaps.push_back({store::kept(gap.begin), store::kept(gap.end), gap.ttl.count()});
  const json document{{"versions", versions},
                      {"forgotten_ended", store::kept(authority.history.forgotten_ended)},
                      {"gaps", gaps},
                      {"standing", kept(authority.history.standing)},
                      {"has_changed_under_serial", authority.history.has_changed_under_serial},
                      {"serial", kept(authority.serial)},
                      {"is_silent", authority.is_silent}};
  return document.dump(-1, ' ', true, json::error_handler_t::replace);
}

Result<KeptAuthority> parse_authority(std::string_view text, dns::RrType type) {
  return parse_kept(text, [type](const json& document) { return read(document, type); });
}

}  // namespace cutwatch::store
