#include "exporters/authentication_json.hpp"

#include "core/mail/authentication_results.hpp"
#include "core/text/printable.hpp"
#include "exporters/json_values.hpp"

#include <fmt/core.h>

#include <array>
#include <string_view>

namespace cutwatch::exporters {
namespace {

using nlohmann::json;

/// What receivers judge a domain by.
constexpr std::array<std::string_view, 3> kMethods{"spf", "dkim", "dmarc"};

}  // namespace

json authentication_json(const cutover::Plan& plan, const mail::LedgerEntry& entry) {
  const auto* mailbox = plan.mailbox(entry.mailbox);
  const bool is_read = entry.sighting && entry.sighting->inspection;
  if (!is_read || mailbox == nullptr || mailbox->authserv_id.empty()) return {};
  const auto& results = entry.sighting->inspection->authentication;
  json out{{"authserv_id", printable(mailbox->authserv_id)}};
  for (const auto method : kMethods) out[std::string(method)] = state_or_null(verdict_by(results, method));
  json all = json::array();
  for (const auto& result : results) {
    all.push_back({{"method", printable(result.method)},
                   {"verdict", to_string(result.verdict)},
                   {"properties", printable(result.properties)}});
  }
  out["results"] = std::move(all);
  return out;
}

std::string authentication_text(const std::vector<mail::AuthenticationResult>& results) {
  std::string out;
  for (const auto method : kMethods) {
    const auto verdict = verdict_by(results, method);
    if (verdict) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", method, to_string(*verdict));
  }
  return out;
}

}  // namespace cutwatch::exporters
