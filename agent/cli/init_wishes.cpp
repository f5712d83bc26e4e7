#include "agent/cli/init_wishes.hpp"

#include "agent/cli/given_resolvers.hpp"
#include "agent/config/document.hpp"
#include "agent/config/text_forms.hpp"
#include "core/text/quoted.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace cutwatch::cli {
namespace {

constexpr std::size_t kMostNewAddresses = 8;

std::unexpected<Failure> wrong(std::string_view option, const std::string& what) {
  return fail(FailureKind::malformed, fmt::format("{}: {}", option, what));
}

std::optional<cutover::Kind> kind_of(std::string_view text) {
  for (const auto kind : {cutover::Kind::proxy, cutover::Kind::address, cutover::Kind::server}) {
    if (text == to_string(kind)) return kind;
  }
  return std::nullopt;
}

/// As the configuration has it: a date-time with its zone.
std::optional<WallTime> instant_of(const std::string& text) {
  const auto is_of_date = [](char c) { return std::string_view("0123456789-+:.TZ").contains(c); };
  if (!std::ranges::all_of(text, is_of_date)) return std::nullopt;
  const auto document = config::parse_document("at = " + text);
  if (!document) return std::nullopt;
  const auto* at = std::get_if<WallTime>(&std::get<config::Table>(document->value).members.at(0).value.value);
  return at == nullptr ? std::nullopt : std::optional(*at);
}

Result<void> take_names(const InitOptions& options, init::Wishes& wishes) {
  const auto domain = dns::Name::parse(options.domain);
  if (!domain) return wrong("DOMAIN", domain.error().detail);
  wishes.domain = *domain;
  for (const auto& text : options.new_hosts) {
    const auto host = dns::Name::parse(text);
    if (!host) return wrong("--new", host.error().detail);
    if (std::ranges::find(wishes.new_hosts, *host) == wishes.new_hosts.end())
      wishes.new_hosts.push_back(*host);
  }
  return {};
}

Result<void> take_addresses(const InitOptions& options, init::Wishes& wishes) {
  for (const auto& text : options.new_addresses) {
    const auto address = config::parse_address(text);
    if (!address) return wrong("--new-address", fmt::format("expected an IP address, got {}", quoted(text)));
    if (std::ranges::find(wishes.new_addresses, *address) == wishes.new_addresses.end())
      wishes.new_addresses.push_back(*address);
  }
  if (wishes.new_addresses.size() > kMostNewAddresses)
    return wrong("--new-address", fmt::format("more than {}", kMostNewAddresses));
  return {};
}

}  // namespace

Result<init::Wishes> wishes_of(const InitOptions& options) {
  init::Wishes wishes;
  if (const auto taken = take_names(options, wishes); !taken) return std::unexpected(taken.error());
  if (const auto taken = take_addresses(options, wishes); !taken) return std::unexpected(taken.error());
  wishes.kind = kind_of(options.kind);
  if (!options.output.empty()) wishes.file = options.output;
  if (!options.planned_at.empty()) {
    wishes.planned_at = instant_of(options.planned_at);
    if (!wishes.planned_at)
      return wrong("--planned-at",
                   fmt::format("expected a date-time with a zone (2026-12-01T20:00:00Z), got {}",
                               quoted(options.planned_at)));
  }
  auto resolvers = given_resolvers(options.resolvers, options.ca_file);
  if (!resolvers) return wrong("--resolver", resolvers.error().detail);
  wishes.resolvers = *std::move(resolvers);
  return wishes;
}

}  // namespace cutwatch::cli
