#include "agent/watch/hint_text.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch {
namespace {

bool names(const dns::RrSet& mx, const dns::Name& host) {
  return std::ranges::any_of(mx.data(), [&](const std::string& data) {
    const auto named = dns::Name::parse(std::string_view(data).substr(data.find(' ') + 1));
    return named && *named == host;
  });
}

bool have_all_been_asked(const WatchRequest& request, const RecordState& state) {
  const auto is_asked = [&](const dns::Resolver& resolver) {
    const auto view = state.resolvers.find(resolver.id);
    return view != state.resolvers.end() && view->second->last;
  };
  return !state.authorities.empty() && std::ranges::all_of(state.authorities, [](const auto& each) {
    return each.second->last.has_value();
  }) && std::ranges::all_of(request.resolvers, is_asked);
}

/// By a name server at any time, or by a copy that a resolver has.
bool is_named(const dns::Name& host, const RecordState& state) {
  for (const auto& history : state.histories_with_departed()) {
    if (std::ranges::any_of(history.versions,
                            [&](const auto& version) { return names(version.rrset, host); }))
      return true;
  }
  return std::ranges::any_of(state.resolvers, [&](const auto& each) {
    return std::ranges::any_of(each.second->entries,
                               [&](const auto& entry) { return names(entry.rrset, host); });
  });
}

}  // namespace

std::vector<std::string> hint_lines(const WatchRequest& request, const RecordState& state) {
  std::vector<std::string> lines;
  if (!have_all_been_asked(request, state)) return lines;
  for (const auto& host : request.hints.old_hosts) {
    if (is_named(host, state)) continue;
    lines.push_back(fmt::format("--old {}: no MX of {} that was seen names it; is it spelled right?",
                                host.text(), request.domain.text()));
  }
  return lines;
}

}  // namespace cutwatch
