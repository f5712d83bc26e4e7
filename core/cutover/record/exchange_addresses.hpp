#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/cutover/record/handed_out.hpp"
#include "core/mail/mail_server.hpp"

#include <map>
#include <string>
#include <vector>

namespace cutwatch::cutover {

/// One address of a host that takes mail.
struct ExchangeServer {
  mail::MailServer server;
  std::string path;  ///< Whose it is: "old", "new"; empty: another's, which the plan names.
};

/// What a resolver may say of a host's addresses.
struct HostAddresses {
  std::vector<ExchangeServer> servers;  ///< Empty and no `why_not`: the host has no address.
  std::string why_not;                  ///< Why nothing can be sent to it; empty: it can.
};

/// The addresses of the hosts that an MX names, by the plan and by what resolvers hold.
class ExchangeAddresses {
 public:
  /// The arguments must outlive it.
  ExchangeAddresses(const Plan& plan, const DomainState& known, WallTime now);

  /// What one resolver may answer, each possibility once; at least one. Where the plan watches no addresses
  /// of the host, those of its server of that name. An address that the plan names nowhere is none to send
  /// to, whoever says it.
  std::vector<HostAddresses> of(const dns::Name& host, const std::string& resolver) const;

 private:
  /// Those that a resolver may answer of one type; an absent one where the plan does not watch it. Empty: it
  /// has said nothing lately.
  std::vector<dns::RrSet> answers(const dns::Name& host, dns::RrType type, const std::string& resolver) const;

  const Plan& plan_;
  std::map<dns::Question, HandedOut> watched_;
};

}  // namespace cutwatch::cutover
