#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/mail/dns_way.hpp"
#include "core/snapshot/snapshot.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

// Where mail goes that is sent as DNS says (docs/decisions/0072).
namespace cutwatch::cutover {

/// One place that the answer of a resolver sends mail to.
struct MailDestination {
  mail::DnsWay way;
  std::vector<mail::MailServer> servers;  ///< One for each exchange of the way.
  std::string why_not;                    ///< Why nothing can be sent there; empty: it can.
};

struct MailDestinations {
  /// Each once. Those that can be sent to first, then by how many resolvers lead there.
  std::vector<MailDestination> all;
  std::size_t left_out = 0;          ///< More of them than `kMostDestinations` of either sort.
  std::optional<SkipReason> reason;  ///< Why nothing at all is sent now.
  std::string why;                   ///< The same in words, without a full stop.

  /// Those that can be sent to.
  std::vector<const MailDestination*> reachable() const;
};

inline constexpr std::size_t kMostDestinations = 4;

/// The distinct destinations that the watched resolvers would send a real sender to now, by what they hold of
/// the domain's MX and of its hosts' addresses. Nobody is asked; addresses that the plan does not name are
/// never sent to, whatever a resolver says; and nothing is sent within a quiet window (DESIGN §5.6). Pure.
MailDestinations mail_destinations(const Plan& plan, const DomainState& known, WallTime now);

}  // namespace cutwatch::cutover
