#include "core/cutover/identity/proxy_names.hpp"

#include "core/text/ascii.hpp"

#include <algorithm>

namespace cutwatch::cutover {
namespace {

std::string_view without_last_dot(std::string_view name) {
  return name.ends_with('.') ? name.substr(0, name.size() - 1) : name;
}

bool is_same_host(std::string_view one, std::string_view other) {
  return equals_ignoring_case(without_last_dot(one), without_last_dot(other));
}

bool is_host(const Server* server, std::string_view name) {
  return server != nullptr && std::ranges::any_of(server->addresses, [&](const mail::MailServer& each) {
           return is_same_host(each.host, name);
         });
}

bool has_greeted_as(const DomainState& state, std::string_view role, std::string_view name) {
  return std::ranges::any_of(state.identities, [&](const auto& each) {
    const auto& [address, identity] = each;
    if (address.first != role || !identity.greeting) return false;
    const auto names = identity.greeting->look.said.names();
    return std::ranges::any_of(names, [&](const auto& own) { return is_same_host(own, name); });
  });
}

bool is_called(const Plan& plan, const DomainState& state, ServerRole role, std::string_view name) {
  return is_host(plan.server(role), name) || has_greeted_as(state, to_string(role), name);
}

}  // namespace

bool is_called_like_proxy(const Plan& plan, const DomainState& state, std::string_view name) {
  if (plan.kind != Kind::proxy || name.empty()) return false;
  // A proxy may show the greeting of the server behind it.
  return is_called(plan, state, ServerRole::new_server, name) &&
         !is_called(plan, state, ServerRole::old_server, name);
}

}  // namespace cutwatch::cutover
