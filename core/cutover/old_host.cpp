#include "core/cutover/old_host.hpp"

#include <algorithm>
#include <string_view>

namespace cutwatch::cutover {
namespace {

/// The host of an MX record's data, "10 mail.example.org.".
std::string_view exchange(std::string_view data) { return data.substr(data.find(' ') + 1); }

}  // namespace

bool names(const OldHost& host, const dns::Question& question, const dns::RrSet& rrset) {
  return std::ranges::any_of(rrset.data(), [&](const std::string& data) {
    if (question.type == dns::RrType::mx) return !host.name.empty() && exchange(data) == host.name;
    return std::ranges::any_of(host.addresses, [&](const IpAddress& each) { return each.text() == data; });
  });
}

bool is_reverse_name_of(const OldHost& host, const dns::Name& name) {
  return std::ranges::any_of(host.addresses,
                             [&](const IpAddress& each) { return dns::reverse_name(each) == name; });
}

}  // namespace cutwatch::cutover
