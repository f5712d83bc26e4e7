#include "core/cutover/record/published.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::cutover {

std::vector<PublishedAt> published(const WatchedRecord& record, const RecordState& state) {
  std::vector<PublishedAt> servers;
  for (const auto& [server, view] : state.authorities) {
    if (record.accepts(server)) continue;
    const auto* version = view->history.current();
    servers.push_back(
        {.server = server,
         .version = version,
         .stage = version == nullptr ? std::nullopt : dns::stage_of(record.stages, version->rrset)});
  }
  return servers;
}

bool is_begun(const std::vector<PublishedAt>& servers, std::size_t stage) {
  return std::ranges::any_of(servers,
                             [&](const PublishedAt& each) { return each.stage && *each.stage >= stage; });
}

bool is_complete(const std::vector<PublishedAt>& servers, std::size_t stage) {
  const auto is_heard = [](const PublishedAt& each) { return each.version != nullptr; };
  return std::ranges::any_of(servers, is_heard) && std::ranges::all_of(servers, [&](const PublishedAt& each) {
           return !is_heard(each) || (each.stage && *each.stage >= stage);
         });
}

std::optional<Seconds> largest_ttl(const std::vector<PublishedAt>& servers) {
  std::optional<Seconds> most;
  for (const auto& each : servers) {
    if (each.version != nullptr) most = std::max(most.value_or(each.version->ttl), each.version->ttl);
  }
  return most;
}

std::string text_of(const dns::NameServer& server) {
  return fmt::format("{} ({})", server.name, server.endpoint.address.text());
}

}  // namespace cutwatch::cutover
