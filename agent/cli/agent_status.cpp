#include "agent/cli/agent_status.hpp"

#include "agent/cli/json_text.hpp"
#include "net/stream/http_get.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace cutwatch::cli {
namespace {

using nlohmann::json;

constexpr long kOk = 200;

bool is_status(const json& document) {
  return document.is_object() && document.contains("cutovers") && document["cutovers"].is_array();
}

std::string without_last_dot(std::string domain) {
  if (domain.size() > 1 && domain.ends_with('.')) domain.pop_back();
  return domain;
}

std::string domains_of(const json& status) {
  std::string out;
  for (const auto& cutover : status["cutovers"])
    out += fmt::format("{}{}", out.empty() ? "" : ", ", text_at(cutover, "domain"));
  return out.empty() ? "none" : out;
}

}  // namespace

Result<json> agent_status(const std::string& url) {
  const auto page = net::http_get(url + "/api/v1/status", {});
  if (!page) return std::unexpected(page.error());
  if (page->status != kOk)
    return fail(FailureKind::protocol, fmt::format("{}: HTTP status {}", url, page->status));
  auto document = json::parse(page->body, nullptr, false);
  if (!is_status(document))
    return fail(FailureKind::malformed, fmt::format("{}: what answers is no cutwatch agent", url));
  return document;
}

Result<json> cutover_of(const json& status, const std::string& domain) {
  const auto& all = status["cutovers"];
  if (domain.empty() && all.size() == 1) return all[0];
  for (const auto& cutover : all) {
    if (!domain.empty() && text_at(cutover, "domain") == without_last_dot(domain)) return cutover;
  }
  return fail(FailureKind::malformed,
              domain.empty()
                  ? fmt::format("which domain? The agent watches {}", domains_of(status))
                  : fmt::format("the agent does not watch {}, but {}", domain, domains_of(status)));
}

}  // namespace cutwatch::cli
