#include "agent/cli/calibration_output.hpp"

#include "core/dns/calibration_text.hpp"
#include "core/text/printable.hpp"
#include "exporters/calibration_json.hpp"
#include "exporters/json_values.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace cutwatch::cli {
namespace {

using nlohmann::json;

std::string why_not(const Failure& failure) {
  return failure.detail.empty() ? std::string(to_string(failure.kind)) : printable(failure.detail);
}

std::string row(std::size_t width, const std::array<std::string, 6>& cells) {
  auto line = fmt::format("{:<{}}  {:<15}  {:<10}  {:<6}  {:<6}  {}", cells[0], width, cells[1], cells[2],
                          cells[3], cells[4], cells[5]);
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

std::string row(std::size_t width, const MeasuredResolver& each) {
  const auto id = printable(each.resolver.id);
  if (!each.result)
    return row(width, {id, "-", "-", "-", "-", "not measured: " + why_not(each.result.error())});
  const auto& seen = *each.result;
  return row(width, {id, dns::cap_text(seen), dns::floor_text(seen), dns::aging_text(seen),
                     fmt::format(">={}", seen.caches), dns::note_text(seen)});
}

json resolver_json(const MeasuredResolver& each) {
  return {{"id", each.resolver.id},
          {"operator", each.resolver.operator_id},
          {"address", to_string(each.resolver.endpoint)},
          {"calibration", each.result ? exporters::calibration_json(*each.result) : json()},
          {"failure", each.result ? json() : exporters::text_of(each.result.error())}};
}

}  // namespace

std::string progress_text(const dns::Resolver& resolver, const Result<dns::Calibration>& result) {
  return fmt::format("{}: {}", printable(resolver.id),
                     result ? "measured" : "not measured: " + why_not(result.error()));
}

std::string table_of(const MeasuredResolvers& measured) {
  std::size_t width = std::string_view("RESOLVER").size();
  for (const auto& each : measured) width = std::max(width, printable(each.resolver.id).size());
  auto out = row(width, {"RESOLVER", "CAP", "FLOOR", "AGES", "CACHES", "NOTE"});
  for (const auto& each : measured) out += row(width, each);
  return out;
}

std::string json_of(const Result<MeasuredResolvers>& measured) {
  json out{{"ok", false}, {"failure", nullptr}, {"resolvers", json::array()}};
  if (!measured) {
    out["failure"] = exporters::text_of(measured.error());
  } else {
    out["ok"] = is_any_measured(*measured);
    for (const auto& each : *measured) out["resolvers"].push_back(resolver_json(each));
  }
  return out.dump(2, ' ', true) + "\n";
}

bool is_any_measured(const MeasuredResolvers& measured) {
  return std::ranges::any_of(measured, [](const MeasuredResolver& each) { return each.result.has_value(); });
}

}  // namespace cutwatch::cli
