#include "core/cutover/plan/old_host.hpp"

#include "core/cutover/plan/address_data.hpp"

#include <algorithm>
#include <string_view>

namespace cutwatch::cutover {
namespace {

/// The host that a record's data names last: "10 mail.example.org.", "0 1 587 mail.example.org.".
std::string_view target(std::string_view data) { return data.substr(data.rfind(' ') + 1); }

/// Where the data is, or ends with, the name of the host that is led to.
bool leads_by_name(dns::RrType type) {
  return type == dns::RrType::mx || type == dns::RrType::srv || type == dns::RrType::cname;
}

}  // namespace

bool is_name_of(const OldHost& host, std::string_view name) {
  if (!host.name.empty() && name == host.name) return true;
  return std::ranges::find(host.other_names, name) != host.other_names.end();
}

bool names(const OldHost& host, const dns::Question& question, const dns::RrSet& rrset) {
  return std::ranges::any_of(rrset.data(), [&](const std::string& data) {
    if (leads_by_name(question.type)) return is_name_of(host, target(data));
    return std::ranges::any_of(host.addresses,
                               [&](const IpAddress& each) { return unmapped(each).text() == led_to(data); });
  });
}

bool is_reverse_name_of(const OldHost& host, const dns::Name& name) {
  return std::ranges::any_of(host.addresses,
                             [&](const IpAddress& each) { return is_reverse_name_of(each, name); });
}

bool is_reverse_name_of(const IpAddress& address, const dns::Name& name) {
  const auto own = dns::reverse_name(unmapped(address));
  if (own == name) return true;
  auto labels = name.labels();
  const auto own_labels = own.labels();
  if (!unmapped(address).is_v4() || labels.size() != own_labels.size() + 1) return false;
  labels.erase(labels.begin() + 1);
  return labels == own_labels;
}

}  // namespace cutwatch::cutover
