#include "agent/cli/domain_label.hpp"

#include "core/dns/name.hpp"

namespace cutwatch::cli {

std::string domain_label(const std::string& domain) {
  const auto name = dns::Name::parse(domain);
  if (!name) return domain;
  auto label = name->text();
  if (label.size() > 1 && label.ends_with('.')) label.pop_back();
  return label;
}

}  // namespace cutwatch::cli
