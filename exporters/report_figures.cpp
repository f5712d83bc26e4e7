#include "exporters/report_figures.hpp"

#include "core/cutover/in_flight.hpp"
#include "core/cutover/released.hpp"
#include "core/text/counted.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>

namespace cutwatch::exporters {
namespace {

using mail::MessageResult;
using nlohmann::json;

/// Messages by what became of them.
struct Figures {
  std::map<MessageResult, std::uint64_t> results;  ///< Without those refused on purpose.
  std::uint64_t refused_on_purpose = 0;
  cutover::InFlight in_flight{};

  std::uint64_t of(MessageResult result) const {
    const auto found = results.find(result);
    return found == results.end() ? 0 : found->second;
  }
  std::uint64_t ended() const {
    auto sum = refused_on_purpose;
    for (const auto& [result, count] : results) sum += count;
    return sum;
  }
  std::uint64_t recorded() const { return ended() + in_flight.awaited + in_flight.unawaited; }
};

std::map<ProbePath, Figures> figures_of(const ReportSource& source) {
  std::map<ProbePath, Figures> out;
  for (const auto& [path, totals] : source.state.mail->totals)
    out[path].results.insert(totals.results.begin(), totals.results.end());
  for (const auto& entry : source.messages) {
    if (!cutover::is_refused_on_purpose(entry, *source.state.chronicle)) continue;
    auto& figures = out[{entry.probe, entry.path}];
    auto& refused = figures.results[MessageResult::refused];
    if (refused == 0) continue;
    --refused;
    ++figures.refused_on_purpose;
  }
  for (const auto& [path, in_flight] : cutover::in_flight_of(source.plan, *source.state.mail))
    out[path].in_flight = in_flight;
  return out;
}

}  // namespace

json message_totals_json(const ReportSource& source) {
  const auto figures = figures_of(source);
  json out = json::array();
  for (const auto& [path, totals] : source.state.mail->totals) {
    const auto& of_path = figures.at(path);
    json row{{"probe", path.probe},
             {"path", path.path},
             {"deferrals", totals.deferrals},
             {"duplicates", totals.duplicates},
             {"found_after_lost", totals.found_after_lost},
             {"refused_on_purpose", of_path.refused_on_purpose},
             {"in_flight", of_path.in_flight.awaited},
             {"unawaited", of_path.in_flight.unawaited},
             {"recorded", of_path.recorded()}};
    for (const auto result : mail::kMessageEnds) row[std::string(to_string(result))] = of_path.of(result);
    out.push_back(std::move(row));
  }
  return out;
}

std::string message_summary(const ReportSource& source) {
  Figures sum;
  for (const auto& [path, figures] : figures_of(source)) {
    for (const auto& [result, count] : figures.results) sum.results[result] += count;
    sum.refused_on_purpose += figures.refused_on_purpose;
    sum.in_flight.awaited += figures.in_flight.awaited;
    sum.in_flight.unawaited += figures.in_flight.unawaited;
  }
  auto out = fmt::format("{} ended", counted(sum.ended(), "probe message"));
  const auto on_purpose =
      sum.refused_on_purpose == 0 ? "" : fmt::format(", {} more refused on purpose", sum.refused_on_purpose);
  for (const auto result : mail::kMessageEnds) {
    const bool is_refused = result == MessageResult::refused;
    if (sum.of(result) > 0 || (is_refused && !on_purpose.empty()))
      out += fmt::format(", {} {}", sum.of(result), to_string(result));
    if (is_refused) out += on_purpose;
  }
  const auto unawaited = sum.in_flight.unawaited == 0 ? ""
                                                      : fmt::format(", {} that no round trip awaits any more",
                                                                    sum.in_flight.unawaited);
  return fmt::format("{}, {} in flight{}", out, sum.in_flight.awaited, unawaited);
}

}  // namespace cutwatch::exporters
