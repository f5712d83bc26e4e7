#include "core/mail/verp.hpp"

#include "core/text/ascii.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::mail {
namespace {

constexpr std::size_t kMaxValue = 2000;

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= kLongestLocalPart && std::ranges::all_of(text, is_alphanumeric);
}

/// Whether nothing goes on behind the domain: "example.org.evil.example" is another one.
bool ends_domain(std::string_view rest) {
  return rest.empty() || (!is_alphanumeric(rest[0]) && rest[0] != '-' && rest[0] != '.');
}

/// Nor before the local part.
bool begins_address(std::string_view before) {
  return before.empty() || std::string_view(" \t<,:;").contains(before.back());
}

}  // namespace

std::string verp_sender(const std::string& address, const std::string& id) {
  const auto at = address.rfind('@');
  if (at == std::string::npos || at + 1 + id.size() > kLongestLocalPart) return address;
  return fmt::format("{}+{}{}", address.substr(0, at), id, address.substr(at));
}

std::optional<std::string> verp_id(std::string_view value, std::string_view address) {
  const auto at = address.rfind('@');
  if (at == std::string_view::npos) return std::nullopt;
  const auto text = lowered(value.substr(0, kMaxValue));
  const auto start = lowered(address.substr(0, at)) + "+";
  const auto end = lowered(address.substr(at));
  const std::string_view view = text;
  for (auto place = view.find(start); place != view.npos; place = view.find(start, place + 1)) {
    const auto rest = view.substr(place + start.size());
    const auto id = rest.substr(0, std::min(rest.find('@'), rest.size()));
    const auto domain = rest.substr(id.size());
    if (begins_address(view.substr(0, place)) && is_id(id) && domain.starts_with(end) &&
        ends_domain(domain.substr(end.size())))
      return std::string(id);
  }
  return std::nullopt;
}

}  // namespace cutwatch::mail
