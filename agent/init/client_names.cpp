#include "agent/init/client_names.hpp"

#include <array>
#include <string>
#include <string_view>

namespace cutwatch::init {
namespace {

constexpr std::array<std::string_view, 8> kHosts{"autoconfig", "autodiscover", "imap",       "mail",
                                                 "pop",        "smtp",         "submission", "webmail"};

constexpr std::array<std::string_view, 7> kServices{"_autodiscover._tcp", "_imap._tcp",  "_imaps._tcp",
                                                    "_pop3._tcp",         "_pop3s._tcp", "_submission._tcp",
                                                    "_submissions._tcp"};

/// Nothing where the domain is too long to have such a name.
template <std::size_t Count>
std::vector<dns::Name> below(const dns::Name& domain, const std::array<std::string_view, Count>& labels) {
  std::vector<dns::Name> out;
  for (const auto label : labels) {
    auto name = dns::Name::parse(std::string(label) + "." + domain.text());
    if (name) out.push_back(*std::move(name));
  }
  return out;
}

}  // namespace

std::vector<dns::Name> client_hosts(const dns::Name& domain) { return below(domain, kHosts); }

std::vector<dns::Question> client_services(const dns::Name& domain) {
  std::vector<dns::Question> out;
  for (auto& name : below(domain, kServices)) out.push_back({std::move(name), dns::RrType::srv});
  return out;
}

dns::Name unused_name(const dns::Name& domain) {
  const auto names = below(domain, std::array<std::string_view, 1>{"cutwatch-no-such-name"});
  return names.empty() ? domain : names.front();
}

}  // namespace cutwatch::init
