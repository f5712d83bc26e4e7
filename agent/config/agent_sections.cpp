#include "agent/config/duration.hpp"
#include "agent/config/sections.hpp"
#include "agent/config/value_kinds.hpp"

#include <algorithm>

// [web], [agent] and [state]: what concerns the process itself.
namespace cutwatch::config {
namespace {

constexpr std::uint16_t kDefaultPort = 9953;

}  // namespace

void read_web(Reader& web, Reading& reading) {
  const bool is_open_allowed = web.get_or("insecure_listen", flag(), false);
  reading.config.is_reload_by_http = web.get_or("reload", flag(), false);
  const auto listen = web.list("listen", endpoint(kDefaultPort));
  reject_repeats(web, listen);
  for (const auto& [where, spot] : listen) {
    if (is_open_allowed || where.address.is_loopback()) continue;
    web.complain(spot,
                 "is outside loopback, and whoever reaches it reads the whole status: set insecure_listen = "
                 "true to allow it");
  }
  reading.config.listen = values(listen);
  if (!web.has("listen")) reading.config.listen = {{IpAddress::v4({127, 0, 0, 1}), kDefaultPort}};
}

void read_agent(Reader& agent, Reading& reading) {
  const auto sources = agent.list("source", ip_address());
  reject_repeats(agent, sources);
  reading.config.sources = values(sources);
}

void read_state(Reader& state, Reading& reading) {
  reading.config.state_path = state.get_or("path", text(), "cutwatch.db");
  reading.config.state_retention =
      state.get_or("retention", duration_between(Seconds{1}, kLongestDuration), std::chrono::days{7});
  reading.config.is_volatile_mail = state.get_or("volatile_mail", flag(), false);
}

std::optional<IpAddress> source_for(const IpAddress& destination, const std::vector<IpAddress>& sources) {
  const auto found = std::ranges::find(sources, destination.family(), &IpAddress::family);
  return found == sources.end() ? std::nullopt : std::optional(*found);
}

}  // namespace cutwatch::config
