#include "core/dns/catalogue.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

using namespace cutwatch;
using namespace cutwatch::dns;

namespace {

/// Every address of a row that is written down.
std::vector<std::string_view> addresses(const CatalogueEntry& entry) {
  std::vector<std::string_view> all;
  for (const auto& texts : {entry.ipv4, entry.ipv6}) {
    std::ranges::copy_if(texts, std::back_inserter(all), [](auto text) { return !text.empty(); });
  }
  return all;
}

bool is_label_value(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

std::vector<std::string> ids(const std::vector<Resolver>& resolvers) {
  std::vector<std::string> out;
  for (const auto& resolver : resolvers) out.push_back(resolver.id);
  return out;
}

}  // namespace

TEST_CASE("every id and every address of the catalogue stands there once") {
  std::set<std::string_view> seen_ids;
  std::set<IpAddress> seen_addresses;
  for (const auto& entry : catalogue()) {
    CAPTURE(std::string(entry.id));
    CHECK(seen_ids.insert(entry.id).second);
    for (const auto text : addresses(entry)) {
      CAPTURE(std::string(text));
      const auto address = IpAddress::parse(text);
      REQUIRE(address);
      CHECK(seen_addresses.insert(*address).second);
    }
  }
  CHECK(seen_ids.size() >= 35);
}

TEST_CASE("every row has an operator, an IPv4 address first, and no gap in its addresses") {
  for (const auto& entry : catalogue()) {
    CAPTURE(std::string(entry.id));
    CHECK(is_label_value(entry.id));
    CHECK(is_label_value(entry.operator_id));
    CHECK(entry.country.size() % 2 == 0);
    REQUIRE(!entry.ipv4.front().empty());
    for (const auto text : addresses(entry)) {
      const bool is_v4 = std::ranges::find(entry.ipv4, text) != entry.ipv4.end();
      CHECK(IpAddress::parse(text)->is_v4() == is_v4);
      CHECK_FALSE(IpAddress::parse(text)->is_loopback());
    }
    for (const auto& texts : {entry.ipv4, entry.ipv6}) {
      CHECK(std::ranges::is_partitioned(texts, [](auto text) { return !text.empty(); }));
    }
  }
}

TEST_CASE("the default set asks one address of each operator, over both families alike") {
  for (const auto family : {IpAddress::Family::v4, IpAddress::Family::v6}) {
    std::set<std::string> operators;
    for (const auto& resolver : built_in_resolvers(family)) {
      CAPTURE(resolver.id);
      CHECK(operators.insert(resolver.operator_id).second);
      CHECK(resolver.endpoint.address.family() == family);
      CHECK(resolver.endpoint.port == 53);
    }
  }
}

TEST_CASE("the default set is the one that was decided") {
  CHECK(ids(built_in_resolvers()) ==
        std::vector<std::string>{"google", "cloudflare", "quad9-open", "opendns", "adguard-unf", "controld",
                                 "ultradns", "he", "dns-sb", "dns4eu-unf", "dns4all", "cznic", "cira",
                                 "yandex", "alidns", "dnspod", "114dns", "hinet", "quad101"});
  CHECK(built_in_resolvers(IpAddress::Family::v6).size() == 15);  // four of them publish no IPv6 address
}

TEST_CASE("a row is found by its id, with its first address") {
  const auto* entry = find_in_catalogue("cloudflare-sec");
  REQUIRE(entry != nullptr);
  CHECK(entry->filter == Filter::malware);
  const auto resolver = resolver_of(*entry, IpAddress::Family::v6);
  REQUIRE(resolver);
  CHECK(to_string(resolver->endpoint) == "[2606:4700:4700::1112]:53");
  CHECK(resolver->operator_id == "cloudflare");
  CHECK(find_in_catalogue("builtin") == nullptr);
  CHECK(find_in_catalogue("") == nullptr);
  CHECK_FALSE(resolver_of(*find_in_catalogue("hinet"), IpAddress::Family::v6));
}

TEST_CASE("every address of the catalogue is its operator's, and no other is anybody's") {
  for (const auto& entry : catalogue()) {
    for (const auto& texts : {entry.ipv4, entry.ipv6}) {
      for (const auto text : texts) {
        if (!text.empty()) CHECK(operator_at(IpAddress::parse(text).value()) == entry.operator_id);
      }
    }
  }
  CHECK(operator_at(IpAddress::parse("192.0.2.1").value()).empty());
}
