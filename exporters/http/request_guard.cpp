#include "exporters/http/request_guard.hpp"

#include "core/address/ip_address.hpp"

namespace cutwatch::exporters {
namespace {

bool names_this_host(std::string_view host) {
  if (host == "localhost" || host.starts_with("localhost:")) return true;
  const auto endpoint = parse_endpoint(host, 80);
  return endpoint && endpoint->address.is_loopback();
}

}  // namespace

std::optional<Refusal> refusal_of(const RequestFacts& facts) {
  if (facts.has_transfer_encoding) return Refusal{411, "a body must have a Content-Length\n"};
  if (facts.is_action && facts.method != "POST") return Refusal{405, "only POST is answered here\n"};
  if (!facts.is_action && facts.method != "GET" && facts.method != "HEAD")
    return Refusal{405, "only GET and HEAD are answered\n"};
  if (facts.is_action && facts.has_origin) return Refusal{403, "web pages may not ask for this\n"};
  if (facts.is_loopback_listener && !names_this_host(facts.host)) {
    return Refusal{421, "this listener answers for localhost only; see [web] in docs/config.md\n"};
  }
  return std::nullopt;
}

}  // namespace cutwatch::exporters
