#include "agent/cli/agent_status.hpp"

#include "agent/cli/domain_label.hpp"
#include "agent/cli/json_text.hpp"
#include "agent/cli/shallow_json.hpp"
#include "core/text/ascii.hpp"
#include "core/text/quoted.hpp"
#include "net/stream/http_get.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <string_view>

namespace cutwatch::cli {
namespace {

using nlohmann::json;

constexpr long kOk = 200;
constexpr std::string_view kScheme = "http://";

bool is_status(const json& document) {
  return document.is_object() && document.contains("cutovers") && document["cutovers"].is_array();
}

/// The likeliest reason comes with the question that finds it.
std::unexpected<Failure> unreached(const Failure& failure) {
  const bool is_nobody_there = failure.kind == FailureKind::refused;
  return fail(failure.kind,
              fmt::format("{}{}", failure.detail,
                          is_nobody_there ? ": is an agent running there (cutwatch run)?" : ""));
}

std::string domains_of(const json& status) {
  std::string out;
  for (const auto& cutover : status["cutovers"])
    out += fmt::format("{}{}", out.empty() ? "" : ", ", text_at(cutover, "domain"));
  return out.empty() ? "none" : out;
}

}  // namespace

Result<std::string> agent_url(const std::string& text) {
  auto url = text.contains("://") ? text : std::string(kScheme) + text;
  if (url.ends_with('/')) url.pop_back();
  const bool is_plain_http = lowered(url.substr(0, kScheme.size())) == kScheme;
  if (!is_plain_http || url.size() == kScheme.size() || url[kScheme.size()] == '/')
    return fail(FailureKind::malformed,
                fmt::format("expected http://HOST:PORT, got {}", cutwatch::quoted(text)));
  return url;
}

Result<json> agent_status(const std::string& url) {
  const auto page = net::http_get(url + "/api/v1/status", {});
  if (!page) return unreached(page.error());
  if (page->status != kOk)
    return fail(FailureKind::protocol, fmt::format("{}: HTTP status {}", url, page->status));
  auto document = shallow_json(page->body);
  if (!is_status(document))
    return fail(FailureKind::malformed, fmt::format("{}: what answers is no cutwatch agent", url));
  return document;
}

Result<json> cutover_of(const json& status, const std::string& domain) {
  const auto& all = status["cutovers"];
  if (domain.empty() && all.size() == 1) return all[0];
  const auto label = domain_label(domain);
  for (const auto& cutover : all) {
    if (!domain.empty() && text_at(cutover, "domain") == label) return cutover;
  }
  return fail(FailureKind::malformed,
              domain.empty()
                  ? fmt::format("which domain? The agent watches {}", domains_of(status))
                  : fmt::format("the agent does not watch {}, but {}", domain, domains_of(status)));
}

}  // namespace cutwatch::cli
