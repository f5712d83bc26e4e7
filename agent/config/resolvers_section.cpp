#include "agent/config/sections.hpp"
#include "agent/config/suggestion.hpp"
#include "agent/config/value_kinds.hpp"
#include "core/dns/catalogue.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::config {
namespace {

constexpr std::string_view kBuiltIn = "builtin";
constexpr std::string_view kSystem = "system";
constexpr std::int64_t kMostWeight = 1'000'000;

void add_once(std::vector<dns::Resolver>& resolvers, dns::Resolver resolver) {
  if (std::ranges::find(resolvers, resolver.endpoint, &dns::Resolver::endpoint) == resolvers.end()) {
    resolvers.push_back(std::move(resolver));
  }
}

std::string unknown_id(std::string_view id) {
  std::vector<std::string> known{std::string(kBuiltIn), std::string(kSystem)};
  for (const auto& entry : dns::catalogue()) known.emplace_back(entry.id);
  const auto meant = nearest(id, known);
  return fmt::format(
      "expected \"builtin\", \"system\" or the id of a built-in or extra resolver, got \"{}\"{}", id,
      meant.empty() ? "" : fmt::format("; did you mean \"{}\"?", meant));
}

/// In the order of resolv.conf(5); the number stays when another entry has the address already.
void add_system(Reading& reading) {
  int number = 0;
  for (const auto& server : reading.surroundings.system_resolvers) {
    add_once(reading.config.resolvers, {.id = fmt::format("{}-{}", kSystem, ++number),
                                        .endpoint = server,
                                        .operator_id = std::string(dns::kLocalOperator)});
  }
}

void add_built_in(Reader& reader, const Item<std::string>& used, IpAddress::Family family, Reading& reading) {
  if (used.value == kBuiltIn) {
    for (auto& resolver : dns::built_in_resolvers(family))
      add_once(reading.config.resolvers, std::move(resolver));
    return;
  }
  const auto* entry = dns::find_in_catalogue(used.value);
  if (entry == nullptr) return reader.complain(used.spot, unknown_id(used.value));
  auto resolver = dns::resolver_of(*entry, family);
  if (!resolver)
    return reader.complain(used.spot, fmt::format("\"{}\" has no address of that family", used.value));
  add_once(reading.config.resolvers, *std::move(resolver));
}

/// How much an operator counts in the propagation ratio; 1 where nothing is said.
void read_weights(Reader& resolvers, Reading& reading) {
  auto& known = reading.config.resolvers;
  resolvers.each_table("weights", [&](Reader& entry) {
    const auto operator_id = entry.need("operator", identifier());
    const auto weight = entry.need("weight", integer_between(0, kMostWeight));
    if (!operator_id || !weight) return;
    if (std::ranges::find(known, *operator_id, &dns::Resolver::operator_id) == known.end()) {
      entry.complain("operator", fmt::format("no resolver in use is run by \"{}\"", *operator_id));
    }
    for (auto& resolver : known) {
      if (resolver.operator_id == *operator_id) resolver.weight = static_cast<double>(*weight);
    }
  });
}

std::vector<Item<std::string>> read_use(Reader& resolvers) {
  auto use = resolvers.list("use", identifier());
  reject_repeats(resolvers, use);
  if (resolvers.has("use")) return use;
  const Spot nowhere = resolvers.spot("use");
  return {{std::string(kBuiltIn), nowhere}, {std::string(kSystem), nowhere}};
}

}  // namespace

// An address is asked once. The operator's own entries come first, then the built-in ones, then the host's:
// the first that has an address keeps it.
void read_resolvers(Reader& resolvers, Reading& reading) {
  const auto complaints_before = reading.complaints.count();
  const auto family = resolvers.get_or(
      "family", one_of<IpAddress::Family>({{"ipv4", IpAddress::Family::v4}, {"ipv6", IpAddress::Family::v6}}),
      IpAddress::Family::v4);
  std::vector<Item<std::string>> extra_ids;
  resolvers.each_table("extra", [&](Reader& extra) { read_extra_resolver(extra, reading, extra_ids); });
  reject_repeats(resolvers, extra_ids);
  bool is_system_used = false;
  for (const auto& used : read_use(resolvers)) {
    const bool is_extra =
        std::ranges::find(extra_ids, used.value, &Item<std::string>::value) != extra_ids.end();
    if (used.value == kSystem) {
      is_system_used = true;
    } else if (!is_extra) {
      add_built_in(resolvers, used, family, reading);
    }
  }
  if (is_system_used) add_system(reading);
  read_weights(resolvers, reading);
  if (reading.config.resolvers.empty() && reading.complaints.count() == complaints_before) {
    resolvers.complain("use", "leaves no resolver to ask; \"builtin\" has some");
  }
}

}  // namespace cutwatch::config
