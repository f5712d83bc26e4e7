#include "agent/store/calibration_row.hpp"

#include "agent/store/kept_values.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace cutwatch::store {
namespace {

using nlohmann::json;

constexpr std::size_t kMostReasons = 16;
constexpr std::int64_t kMostCaches = 1'000;

json kept(const std::optional<dns::GivenTtls>& given) {
  if (!given) return {};
  return {given->least.count(), given->most.count()};
}

std::optional<dns::GivenTtls> given_of(const json& value) {
  if (value.is_null()) return std::nullopt;
  const auto& fields = tuple_of(value, 2);
  return dns::GivenTtls{.least = ttl_of(fields[0]), .most = ttl_of(fields[1])};
}

json kept(const std::optional<dns::Aging>& aging) { return aging ? json(to_string(*aging)) : json(); }

std::optional<dns::Aging> aging_of(const json& value) {
  if (value.is_null()) return std::nullopt;
  for (const auto aging : {dns::Aging::counts_down, dns::Aging::frozen}) {
    if (value.get<std::string>() == to_string(aging)) return aging;
  }
  throw Damaged("no such ageing");
}

dns::Name name_of(const json& value) {
  auto name = dns::Name::parse(text_of(value));
  if (!name) throw Damaged(name.error().detail);
  return *std::move(name);
}

/// Rows from before kinds were kept have only what tells when the next try is due: whether it was silence.
FailureKind kind_of(const json& document) {
  if (!document.contains("kind"))
    return document.value("is_silence", false) ? FailureKind::timeout : FailureKind::protocol;
  return failure_kind_of(document.at("kind"));
}

std::optional<Failure> failure_of(const json& document) {
  const auto& detail = document.at("failure");
  if (detail.is_null()) return std::nullopt;
  return Failure{.kind = kind_of(document), .detail = text_of(detail)};
}

json kept(const dns::Calibration& figures) {
  return {{"long_ttl", figures.long_ttl.count()},
          {"short_ttl", figures.short_ttl.count()},
          {"given_long", kept(figures.given_long)},
          {"given_short", kept(figures.given_short)},
          {"held_at_zero", figures.held_at_zero ? json(figures.held_at_zero->count()) : json()},
          {"aging", kept(figures.aging)},
          {"caches", figures.caches},
          {"unmeasured", figures.unmeasured}};
}

dns::Calibration figures_of(const json& value) {
  dns::Calibration out{.long_ttl = ttl_of(value.at("long_ttl")),
                       .short_ttl = ttl_of(value.at("short_ttl")),
                       .given_long = given_of(value.at("given_long")),
                       .given_short = given_of(value.at("given_short")),
                       .held_at_zero = std::nullopt,
                       .aging = aging_of(value.at("aging")),
                       .caches = static_cast<std::size_t>(integer_of(value.at("caches"), 0, kMostCaches)),
                       .unmeasured = {}};
  if (!value.at("held_at_zero").is_null()) out.held_at_zero = ttl_of(value.at("held_at_zero"));
  for (const auto& each : list_of(value.at("unmeasured"), kMostReasons))
    out.unmeasured.push_back(text_of(each));
  return out;
}

CalibrationState read(const json& document) {
  return {.names = {.long_lived = name_of(document.at("long")), .short_lived = name_of(document.at("short"))},
          .asked = instant_of(document.at("asked")),
          .failure = failure_of(document),
          .measured = maybe_instant_of(document.at("measured")),
          .figures = figures_of(document.at("figures"))};
}

}  // namespace

std::string text_of_calibration(const CalibrationState& state) {
  const json document{{"long", state.names.long_lived.text()},
                      {"short", state.names.short_lived.text()},
                      {"asked", store::kept(state.asked)},
                      {"failure", state.failure ? json(state.failure->detail) : json()},
                      {"kind", state.failure ? json(to_string(state.failure->kind)) : json()},
                      {"measured", store::kept(state.measured)},
                      {"figures", kept(state.figures)}};
  return document.dump(-1, ' ', true, json::error_handler_t::replace);
}

Result<CalibrationState> parse_calibration(std::string_view text) {
  return parse_kept(text, [](const json& document) { return read(document); });
}

}  // namespace cutwatch::store
