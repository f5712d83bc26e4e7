#include "agent/init/found.hpp"

#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::init {

const dns::Answer* Found::definite(const dns::Question& question) const {
  const auto found = answers.find(question);
  if (found == answers.end() || !found->second || !found->second->is_definite()) return nullptr;
  return &*found->second;
}

const dns::RrSet* Found::own(const dns::Question& question) const {
  const auto* answer = definite(question);
  return answer == nullptr || answer->is_alias || answer->is_cut ? nullptr : &answer->rrset;
}

std::vector<IpAddress> Found::addresses_of(const dns::Name& host) const {
  std::vector<IpAddress> out;
  for (const auto type : {dns::RrType::a, dns::RrType::aaaa}) {
    const auto* answer = definite({host, type});
    if (answer == nullptr) continue;
    for (const auto& text : answer->rrset.data()) {
      const auto address = IpAddress::parse(text);
      if (address && out.size() < kMostAddresses) out.push_back(*address);
    }
  }
  return out;
}

bool Found::knows_addresses_of(const dns::Name& host) const {
  return definite({host, dns::RrType::a}) != nullptr && definite({host, dns::RrType::aaaa}) != nullptr;
}

std::string why_not(const Result<dns::Answer>& answer) {
  if (answer) return std::string(to_string(answer->kind));
  const auto& failure = answer.error();
  const auto kind = std::string(to_string(failure.kind));
  return failure.detail.empty() ? kind : fmt::format("{}: {}", kind, printable(failure.detail));
}

}  // namespace cutwatch::init
