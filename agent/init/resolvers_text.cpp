#include "agent/init/resolvers_text.hpp"

#include "agent/config/duration.hpp"
#include "agent/config/query_caps.hpp"
#include "agent/init/comment.hpp"
#include "core/dns/catalogue.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <variant>

namespace cutwatch::init {
namespace {

constexpr Seconds kUsual{60};

/// What resolv.conf(5) names at most; they count as one operator's.
constexpr std::size_t kSystemResolvers = 3;

template <class... Fs>
struct Overloaded : Fs... {
  using Fs::operator()...;
};

std::string file_text(const std::string& ca_file) {
  return ca_file.empty() ? "" : fmt::format(", ca_file = {}", toml_string(ca_file));
}

std::string channel_text(const dns::Channel& channel) {
  return std::visit(Overloaded{[](const dns::PlainChannel&) { return std::string(); },
                               [](const dns::DotChannel& dot) {
                                 return fmt::format(", transport = \"dot\", tls_name = {}{}",
                                                    toml_string(dot.tls_name), file_text(dot.ca_file));
                               },
                               [](const dns::DohChannel& doh) {
                                 return fmt::format(", transport = \"doh\", url = {}{}", toml_string(doh.url),
                                                    file_text(doh.ca_file));
                               }},
                    channel);
}

bool is_all_on_loopback(const Wishes& wishes) {
  return !wishes.resolvers.empty() && std::ranges::all_of(wishes.resolvers, [](const dns::Resolver& each) {
    return each.endpoint.address.is_loopback();
  });
}

}  // namespace

std::string resolvers_text(const Wishes& wishes) {
  std::string out = "\n[resolvers]\n";
  if (wishes.resolvers.empty()) return out + "use = [\"builtin\", \"system\"]\n";
  out += comment(fmt::format(
      "Those that init was given. \"builtin\" in use adds {} public ones: the more views, the surer.",
      dns::built_in_resolvers().size()));
  out += "use = []\nextra = [\n";
  std::size_t number = 0;
  for (const auto& each : wishes.resolvers) {
    out += fmt::format("  {{ id = \"given-{}\", address = {}{} }},\n", ++number,
                       toml_string(to_string(each.endpoint)), channel_text(each.channel));
  }
  return out + "]\n";
}

std::string interval_for(std::size_t records, const Wishes& wishes) {
  if (is_all_on_loopback(wishes)) return {};
  const auto addresses = std::max(kSystemResolvers, wishes.resolvers.size());
  const auto least = static_cast<double>(records * addresses) / config::kMostQueriesPerSecond;
  const auto minutes = std::ceil(least / static_cast<double>(kUsual.count()));
  const auto interval = std::max(kUsual, kUsual * static_cast<std::int64_t>(minutes));
  return interval == kUsual ? std::string() : config::duration_text(interval);
}

}  // namespace cutwatch::init
