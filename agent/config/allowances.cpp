#include "agent/config/sections.hpp"
#include "agent/config/suggestion.hpp"
#include "agent/config/value_kinds.hpp"
#include "core/text/quoted.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::config {
namespace {

/// How many resolvers a host names is the host's affair, and may be another number tomorrow.
constexpr std::string_view kOfTheHost = "system-";

void accept(Reader& acceptance, const Reading& reading, cutover::Plan& plan) {
  auto id = acceptance.need("id", text());
  auto reason = acceptance.need("reason", text());
  if (!id) return;
  std::vector<std::string> known;
  for (const auto& resolver : reading.config.resolvers) known.push_back(resolver.id);
  const bool can_be_meant =
      id->contains('.') || id->starts_with(kOfTheHost) || std::ranges::find(known, *id) != known.end();
  if (!can_be_meant) {
    const auto meant = nearest(*id, known);
    acceptance.complain(
        "id", fmt::format("expected the name of a server, or the id of a resolver in use, got {}{}",
                          quoted(*id), meant.empty() ? "" : fmt::format("; did you mean \"{}\"?", meant)));
  }
  if (reason) plan.accepted.push_back({*std::move(id), *std::move(reason)});
}

}  // namespace

void read_allowances(Reader& cutover, const Reading& reading, cutover::Plan& plan) {
  cutover.each_table("waive", [&](Reader& waiver) {
    auto gate = waiver.need("gate", identifier());
    auto reason = waiver.need("reason", text());
    if (gate && reason) plan.waived.push_back({*std::move(gate), *std::move(reason)});
  });
  cutover.each_table("accept", [&](Reader& acceptance) { accept(acceptance, reading, plan); });
}

}  // namespace cutwatch::config
