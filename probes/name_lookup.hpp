#pragma once
#include "core/cutover/plan/plan.hpp"
#include "probes/any_resolver.hpp"

#include <string>
#include <vector>

namespace cutwatch {

/// What a name has of one type.
struct LookedUp {
  Result<std::vector<std::string>> data;  ///< Empty where there is none; a failure where nobody could tell.
  bool is_disputed = false;               ///< Name servers differ: `data` is what all that answered have.
};

/// Looks names up where the last word is: names that the plan watches, and those below its domain, at the
/// name servers that are known for them, so that no cache learns anything by it; all else at a resolver
/// (docs/decisions/0056-who-is-asked-for-reverse-names.md). For one run of a probe.
class NameLookup {
 public:
  NameLookup(ProbeContext context, const cutover::Plan& plan, const std::vector<dns::Resolver>& resolvers);

  asio::awaitable<LookedUp> look_up(dns::Question question);

  /// The addresses of a name, of the family that `like` is of.
  asio::awaitable<dns::NameLook> addresses_of(dns::Name name, IpAddress like);

 private:
  /// A record that tells which name servers have a name; null where none does.
  const cutover::WatchedRecord* record_for(const dns::Name& name) const;
  std::vector<dns::NameServer> servers_of(const cutover::WatchedRecord& record) const;
  bool must_not_ask_resolvers(const dns::Name& name) const;
  struct Told {
    LookedUp found;
    bool leads_elsewhere = false;  ///< Some said that others have the answer: an alias, or a delegation.
  };
  asio::awaitable<Told> ask_servers(dns::Question question, std::vector<dns::NameServer> servers) const;
  asio::awaitable<LookedUp> ask_resolver(dns::Question question);

  ProbeContext context_;
  dns::Name domain_;
  std::vector<cutover::WatchedRecord> records_;
  AnyResolver resolver_;
};

}  // namespace cutwatch
