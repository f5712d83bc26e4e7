#include "core/dns/catalogue.hpp"

#include <algorithm>

namespace cutwatch::dns {
namespace {

using enum Filter;
constexpr Use kDefault = Use::by_default;

// Sources, all read in July 2026: AdguardTeam/KnowledgeBaseDNS docs/general/dns-providers.md,
// farrokhi/dnsdiag public-servers.txt, legertom/dnsprop, berkas1/dnspropagation. No row was probed. Left out:
// what answers over DoT or DoH only, and what may be gone. Two choices of docs/decisions/0030: Quad9's
// default is the address that does not filter; Verisign's addresses count as UltraDNS's operator, who is said
// to run them now.
// clang-format off: one row, one look
constexpr CatalogueEntry kCatalogue[] = {
    {"google", "google", "US", {"8.8.8.8", "8.8.4.4"}, {"2001:4860:4860::8888", "2001:4860:4860::8844"}, none, kDefault},
    {"cloudflare", "cloudflare", "US", {"1.1.1.1", "1.0.0.1"}, {"2606:4700:4700::1111", "2606:4700:4700::1001"}, none,
     kDefault},
    {"cloudflare-sec", "cloudflare", "US", {"1.1.1.2", "1.0.0.2"}, {"2606:4700:4700::1112", "2606:4700:4700::1002"},
     malware},
    {"quad9", "quad9", "CH", {"9.9.9.9", "149.112.112.112"}, {"2620:fe::fe", "2620:fe::9"}, malware},
    {"quad9-open", "quad9", "CH", {"9.9.9.10", "149.112.112.10"}, {"2620:fe::10", "2620:fe::fe:10"}, none, kDefault},
    {"quad9-ecs", "quad9", "CH", {"9.9.9.11", "149.112.112.11"}, {"2620:fe::11", "2620:fe::fe:11"}, malware},
    {"opendns", "cisco", "US", {"208.67.222.222", "208.67.220.220"}, {"2620:119:35::35", "2620:119:53::53"}, phishing,
     kDefault},
    {"opendns-sandbox", "cisco", "US", {"208.67.222.2", "208.67.220.2"}, {"2620:0:ccc::2", "2620:0:ccd::2"}},
    {"adguard-unf", "adguard", "CY", {"94.140.14.140", "94.140.14.141"}, {"2a10:50c0::1:ff", "2a10:50c0::2:ff"}, none,
     kDefault},
    {"adguard", "adguard", "CY", {"94.140.14.14", "94.140.15.15"}, {"2a10:50c0::ad1:ff", "2a10:50c0::ad2:ff"}, ads},
    {"controld", "controld", "CA", {"76.76.2.0", "76.76.10.0"}, {"2606:1a40::", "2606:1a40:1::"}, none, kDefault},
    {"verisign", "vercara", "US", {"64.6.64.6", "64.6.65.6"}, {"2620:74:1b::1:1", "2620:74:1c::2:2"}},
    {"ultradns", "vercara", "US", {"156.154.70.1", "156.154.71.1"}, {"2610:a1:1018::1", "2610:a1:1019::1"}, none,
     kDefault},
    {"he", "he", "US", {"74.82.42.42"}, {"2001:470:20::2"}, none, kDefault},
    {"level3", "lumen", "US", {"4.2.2.1", "4.2.2.2", "209.244.0.3", "209.244.0.4"}, {}},
    {"dyn", "oracle", "US", {"216.146.35.35", "216.146.36.36"}, {}},
    {"comodo", "comodo", "US", {"8.26.56.26", "8.20.247.20"}, {}, malware},
    {"safedns", "safedns", "", {"195.46.39.39", "195.46.39.40"}, {"2a05:d014:939:3300::39", "2a05:d014:939:3300::40"},
     several},
    {"cleanbrowsing-sec", "cleanbrowsing", "US", {"185.228.168.9", "185.228.169.9"},
     {"2a0d:2a00:1::2", "2a0d:2a00:2::2"}, malware},
    {"nextdns", "nextdns", "", {"45.90.28.157", "45.90.30.157"}, {"2a07:a8c0::84:9d", "2a07:a8c1::84:9d"}, unknown},
    {"dns-sb", "dns-sb", "", {"185.222.222.222", "45.11.45.11"}, {"2a09::", "2a11::"}, none, kDefault},
    {"dns4eu-unf", "dns4eu", "EU", {"86.54.11.100", "86.54.11.200"},
     {"2a13:1001::86:54:11:100", "2a13:1001::86:54:11:200"}, none, kDefault},
    {"dns4eu", "dns4eu", "EU", {"86.54.11.1", "86.54.11.201"}, {"2a13:1001::86:54:11:1", "2a13:1001::86:54:11:201"},
     several},
    {"dns4all", "sidn", "NL", {"194.0.5.3"}, {}, none, kDefault},
    {"cznic", "cznic", "CZ", {"193.17.47.1", "185.43.135.1"}, {"2001:148f:ffff::1", "2001:148f:fffe::1"}, none, kDefault},
    {"cira", "cira", "CA", {"149.112.121.10", "149.112.122.10"}, {"2620:10a:80bb::10", "2620:10a:80bc::10"}, none,
     kDefault},
    {"dismail", "dismail", "DE", {"116.203.32.217"}, {"2a01:4f8:1c1b:44aa::32:217"}, ads},
    {"libredns", "libredns", "DE", {"88.198.92.222"}, {"2a01:4f8:1c0c:40db::1"}},
    {"yandex", "yandex", "RU", {"77.88.8.8", "77.88.8.1"}, {"2a02:6b8::feed:0ff", "2a02:6b8:0:1::feed:0ff"}, none,
     kDefault},
    {"msk-ix", "msk-ix", "RU", {"62.76.76.62", "62.76.62.76"}, {"2001:6d0:6d0::2001", "2001:6d0:d6::2001"}, unknown},
    {"nsdi", "nsdi", "RU", {"195.208.4.1", "195.208.5.1"}, {"2a0c:a9c7:8::1", "2a0c:a9c7:9::1"}, unknown},
    {"alidns", "alibaba", "CN", {"223.5.5.5", "223.6.6.6"}, {"2400:3200::1", "2400:3200:baba::1"}, several, kDefault},
    {"dnspod", "tencent", "CN", {"119.29.29.29"}, {"2402:4e00::"}, unknown, kDefault},
    {"114dns", "114dns", "CN", {"114.114.114.114", "114.114.115.115"}, {}, ads, kDefault},
    {"360", "qihoo-360", "CN", {"101.226.4.6", "218.30.118.6"}, {}, malware},
    {"onedns", "onedns", "CN", {"117.50.10.10", "52.80.52.52"}, {"2400:7fc0:849e:200::8"}},
    {"hinet", "chunghwa", "TW", {"168.95.1.1", "168.95.192.1"}, {}, none, kDefault},
    {"quad101", "twnic", "TW", {"101.101.101.101"}, {}, none, kDefault},
    {"telekom", "telekom", "DE", {"195.243.214.4"}, {}, unknown},
};
// clang-format on

}  // namespace

std::span<const CatalogueEntry> catalogue() noexcept { return kCatalogue; }

const CatalogueEntry* find_in_catalogue(std::string_view id) noexcept {
  const auto found = std::ranges::find(kCatalogue, id, &CatalogueEntry::id);
  return found == std::end(kCatalogue) ? nullptr : &*found;
}

std::string_view operator_at(const IpAddress& address) {
  for (const auto& entry : kCatalogue) {
    for (const auto text : address.is_v4() ? entry.ipv4 : entry.ipv6) {
      if (!text.empty() && IpAddress::parse(text).value() == address) return entry.operator_id;
    }
  }
  return {};
}

std::optional<Resolver> resolver_of(const CatalogueEntry& entry, IpAddress::Family family) {
  const auto text = (family == IpAddress::Family::v4 ? entry.ipv4 : entry.ipv6).front();
  if (text.empty()) return std::nullopt;
  return Resolver{.id = std::string(entry.id),
                  .endpoint = {IpAddress::parse(text).value(), 53},
                  .operator_id = std::string(entry.operator_id)};
}

std::vector<Resolver> built_in_resolvers(IpAddress::Family family) {
  std::vector<Resolver> found;
  for (const auto& entry : kCatalogue) {
    if (entry.use != Use::by_default) continue;
    if (auto resolver = resolver_of(entry, family)) found.push_back(*std::move(resolver));
  }
  return found;
}

}  // namespace cutwatch::dns
