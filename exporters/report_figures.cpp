#include "exporters/report_figures.hpp"

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

  std::uint64_t of(MessageResult result) const {
    const auto found = results.find(result);
    return found == results.end() ? 0 : found->second;
  }
  std::uint64_t all() const {
    auto sum = refused_on_purpose;
    for (const auto& [result, count] : results) sum += count;
    return sum;
  }
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
             {"refused_on_purpose", of_path.refused_on_purpose}};
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
  }
  auto out = fmt::format("{} ended", counted(sum.all(), "probe message"));
  const auto on_purpose =
      sum.refused_on_purpose == 0 ? "" : fmt::format(", {} more refused on purpose", sum.refused_on_purpose);
  for (const auto result : mail::kMessageEnds) {
    const bool is_refused = result == MessageResult::refused;
    if (sum.of(result) > 0 || (is_refused && !on_purpose.empty()))
      out += fmt::format(", {} {}", sum.of(result), to_string(result));
    if (is_refused) out += on_purpose;
  }
  return fmt::format("{}, {} in flight", out, source.state.mail->in_flight.size());
}

}  // namespace cutwatch::exporters
