#include "core/dns/interception.hpp"

#include "core/dns/catalogue.hpp"
#include "core/text/printable.hpp"

#include <algorithm>
#include <utility>

namespace cutwatch::dns {
namespace {

constexpr std::size_t kMaxShown = 5;  // of the others, in text

/// Who shows one server id.
struct Sharers {
  std::vector<const Resolver*> resolvers;
  std::set<std::string_view> operators;
  std::set<std::string_view> proven;  ///< Operators that showed it over TLS: the id is theirs.
};

/// A stub on the way to somebody's resolver, or an address that nobody named the operator of, proves nothing
/// about others.
bool has_known_operator(const Resolver& resolver) {
  return !resolver.is_operator_assumed && resolver.operator_id != kLocalOperator;
}

bool is_public_operator(std::string_view operator_id) {
  return std::ranges::find(catalogue(), operator_id, &CatalogueEntry::operator_id) != catalogue().end();
}

std::map<std::string_view, Sharers> sharers_by_server(const std::vector<ResolverEvidence>& evidence) {
  std::map<std::string_view, Sharers> out;
  for (const auto& each : evidence) {
    if (!has_known_operator(*each.resolver)) continue;
    for (const auto id : each.server_ids) {
      auto& sharers = out[id];
      sharers.resolvers.push_back(each.resolver);
      sharers.operators.insert(each.resolver->operator_id);
      if (is_authenticated(each.resolver->channel)) sharers.proven.insert(each.resolver->operator_id);
    }
  }
  return out;
}

/// The operator whose server it is, beyond doubt; empty when that cannot be told.
std::string_view owner_of(const Sharers& sharers) {
  if (!sharers.proven.empty()) return *sharers.proven.begin();
  std::string_view owner;
  for (const auto operator_id : sharers.operators) {
    if (!is_public_operator(operator_id)) continue;
    if (!owner.empty()) return {};
    owner = operator_id;
  }
  return owner;
}

std::vector<std::string> others_than(const Resolver& resolver, const Sharers& sharers) {
  std::vector<std::string> out;
  for (const auto* other : sharers.resolvers) {
    if (other->operator_id != resolver.operator_id) out.push_back(other->id);
  }
  std::ranges::sort(out);
  return out;
}

void suspect_sharers(std::map<std::string, Suspicion>& out, std::string_view server_id,
                     const Sharers& sharers) {
  // Two operators that both proved themselves: it is an id that anybody may have, such as "1".
  if (sharers.operators.size() < 2 || sharers.proven.size() > 1) return;
  const auto owner = owner_of(sharers);
  for (const auto* resolver : sharers.resolvers) {
    if (resolver->operator_id == owner || is_authenticated(resolver->channel)) continue;
    out.emplace(resolver->id, Suspicion{.sign = Suspicion::Sign::shared_server,
                                        .server_id = std::string(server_id),
                                        .others = others_than(*resolver, sharers)});
  }
}

}  // namespace

void ResolverEvidence::add(const ResolverView& view, WallTime now) {
  for (const auto& entry : view.entries) {
    if (entry.is_live(now) && entry.nsid && !entry.nsid->empty()) server_ids.insert(*entry.nsid);
  }
  if (!view.last || !view.last->answer || !view.last->answer->is_definite()) return;
  const auto& answer = *view.last->answer;
  has_answered = true;
  has_shown_authority |= answer.is_authoritative;
  if (answer.nsid && !answer.nsid->empty()) server_ids.insert(*answer.nsid);
}

std::string to_string(const Suspicion& suspicion) {
  switch (suspicion.sign) {
    case Suspicion::Sign::authority: return "it answers with authority (AA), which no cache does";
    case Suspicion::Sign::shared_server: break;
  }
  std::string text = "the server \"" + printable(suspicion.server_id, 64) + "\" answers here, and at ";
  for (std::size_t i = 0; i < suspicion.others.size() && i < kMaxShown; ++i)
    text += (i == 0 ? "" : ", ") + suspicion.others[i];
  if (suspicion.others.size() > kMaxShown) text += ", ...";
  return text;
}

std::map<std::string, Suspicion> find_interceptions(const std::vector<ResolverEvidence>& evidence) {
  std::map<std::string, Suspicion> out;
  for (const auto& [server_id, sharers] : sharers_by_server(evidence))
    suspect_sharers(out, server_id, sharers);
  for (const auto& each : evidence) {
    const auto& resolver = *each.resolver;
    const bool may_hold_zones = resolver.operator_id == kLocalOperator || is_authenticated(resolver.channel);
    if (each.has_shown_authority && !may_hold_zones)
      out.emplace(resolver.id, Suspicion{.sign = Suspicion::Sign::authority, .server_id = {}, .others = {}});
  }
  return out;
}

std::string_view view_owner(const Resolver& resolver, bool is_suspected) {
  return is_suspected ? "(intercepted)" : std::string_view(resolver.operator_id);  // no id has brackets
}

}  // namespace cutwatch::dns
