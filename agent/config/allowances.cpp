#include "agent/config/sections.hpp"
#include "agent/config/suggestion.hpp"
#include "agent/config/text_forms.hpp"
#include "agent/config/value_kinds.hpp"
#include "core/cutover/gates/gate.hpp"
#include "core/text/quoted.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <optional>

namespace cutwatch::config {
namespace {

/// A waiver of a gate that is not there would stand in the file and do nothing.
void check_gate(Reader& waiver, const std::string& gate, cutover::Kind kind) {
  std::vector<std::string> known;
  for (const auto& rule : cutover::gate_rules()) {
    const std::string id(rule.id);
    const bool is_first = std::ranges::find(known, id) == known.end();
    if (is_first && std::ranges::find(rule.kinds, kind) != rule.kinds.end()) known.push_back(id);
  }
  if (std::ranges::find(known, gate) != known.end()) return;
  const auto meant = nearest(gate, known);
  const auto hint = meant.empty() ? fmt::format("the gates are {}", fmt::join(known, ", "))
                                  : fmt::format("did you mean \"{}\"?", meant);
  waiver.complain("gate", fmt::format("kind {} has no such gate; {}", to_string(kind), hint));
}

/// How many resolvers a host names is the host's affair, and may be another number tomorrow.
constexpr std::string_view kOfTheHost = "system-";

/// Two reasons for one thing: which of them holds would be a matter of the order.
template <class Same>
void reject_repeat(Reader& each, std::string_view what, std::vector<Item<std::string>>& known, std::string id,
                   Same same) {
  for (const auto& other : known) {
    if (same(other.value, id))
      return each.complain(each.spot(), fmt::format("the same {} as {}", what, other.spot.key));
  }
  known.push_back({std::move(id), each.spot()});
}

/// Names of servers are the same in any case and with or without the last dot, IPv6 addresses in any form.
bool is_same_id(const std::string& left, const std::string& right) {
  const auto left_address = parse_address(left);
  if (left_address) return left_address == parse_address(right);
  const auto left_name = dns::Name::parse(left);
  const auto right_name = dns::Name::parse(right);
  return left == right || (left_name && right_name && *left_name == *right_name);
}

std::optional<std::string> accept(Reader& acceptance, const Reading& reading, cutover::Plan& plan) {
  auto id = acceptance.need("id", text());
  auto reason = acceptance.need("reason", text());
  if (!id) return std::nullopt;
  std::vector<std::string> known;
  for (const auto& resolver : reading.config.resolvers) known.push_back(resolver.id);
  const bool can_be_meant = id->contains('.') || parse_address(*id) || id->starts_with(kOfTheHost) ||
                            std::ranges::find(known, *id) != known.end();
  if (!can_be_meant) {
    const auto meant = nearest(*id, known);
    acceptance.complain(
        "id", fmt::format("expected the name or an address of a server, or the id of a resolver in use, "
                          "got {}{}",
                          quoted(*id), meant.empty() ? "" : fmt::format("; did you mean \"{}\"?", meant)));
  }
  if (reason) plan.accepted.push_back({*id, *std::move(reason)});
  return id;
}

}  // namespace

void read_allowances(Reader& cutover, const Reading& reading, std::optional<cutover::Kind> kind,
                     cutover::Plan& plan) {
  std::vector<Item<std::string>> gates;
  cutover.each_table("waive", [&](Reader& waiver) {
    auto gate = waiver.need("gate", identifier());
    auto reason = waiver.need("reason", text());
    if (gate && kind) check_gate(waiver, *gate, *kind);
    if (gate) reject_repeat(waiver, "gate", gates, *gate, std::equal_to<>());
    if (gate && reason) plan.waived.push_back({*std::move(gate), *std::move(reason)});
  });
  std::vector<Item<std::string>> ids;
  cutover.each_table("accept", [&](Reader& acceptance) {
    const auto id = accept(acceptance, reading, plan);
    if (id) reject_repeat(acceptance, "id", ids, *id, is_same_id);
  });
}

}  // namespace cutwatch::config
