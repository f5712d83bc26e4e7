#include "core/cutover/record/unasked.hpp"

#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::cutover {
namespace {

bool has_name(const auto& servers, const std::string& name) {
  return std::ranges::any_of(servers, [&](const auto& each) { return each.first.name == name; });
}

std::string who_names(const std::string& name, const dns::NamedServer& server) {
  const auto text = printable(name);
  if (!server.by_zone) return fmt::format("only the parent names {}, which is not asked", text);
  if (!server.by_parent) return fmt::format("only the zone itself names {}, which is not asked", text);
  return fmt::format(
      "the parent and the zone name {}, which is not asked: no resolver has shown it yet, or "
      "no address of it",
      text);
}

}  // namespace

std::optional<std::string> named_and_not_asked(const Plan& plan, const WatchedRecord& record,
                                               const RecordState& state) {
  if (!plan.name_servers.empty()) return std::nullopt;
  for (const auto& [name, server] : state.named) {
    if (!server.is_named() || record.accepts_name(name) || has_name(state.authorities, name)) continue;
    return fmt::format("{}; accept it by name (cutover.accept), or correct the delegation",
                       who_names(name, server));
  }
  return std::nullopt;
}

std::optional<dns::ForgottenServers> no_longer_named(const WatchedRecord& record, const RecordState& state) {
  std::optional<dns::ForgottenServers> gone;
  for (const auto& [name, server] : state.named) {
    if (server.is_named() || record.accepts_name(name)) continue;
    // What was asked is judged by what it said, also after it has left.
    if (has_name(state.authorities, name) || has_name(state.departed, name)) continue;
    if (!gone || gone->left < server.last) gone = dns::ForgottenServers{.left = server.last};
  }
  return gone;
}

std::optional<dns::ForgottenServers> out_of_reach(const WatchedRecord& record, const RecordState& state) {
  const auto named = no_longer_named(record, state);
  if (!named || !state.forgotten) return named ? named : state.forgotten;
  const auto& past = record.bounds.past;
  return copies_end(*named, past) > copies_end(*state.forgotten, past) ? named : state.forgotten;
}

}  // namespace cutwatch::cutover
