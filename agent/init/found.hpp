#pragma once
#include "core/dns/answer.hpp"
#include "core/dns/message.hpp"
#include "core/dns/resolver.hpp"
#include "core/failure/failure.hpp"
#include "core/time/time.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

// What the DNS said of a domain and of the servers that it moves between, as `cutwatch init` found it.
namespace cutwatch::init {

/// One address of a name server of the domain's zone.
struct ServerFound {
  dns::NameServer server;
  std::optional<Failure> failure;  ///< Why it does not count as serving the zone; none: it does.
};

struct ZoneFound {
  dns::Name name;
  std::vector<ServerFound> servers;
  std::vector<std::string> lost;  ///< Names of servers that have no address.
};

struct Found {
  WallTime at;
  Result<ZoneFound> zone = fail(FailureKind::timeout, "not asked");
  /// What each question came to. A question that is not there was not asked.
  std::map<dns::Question, Result<dns::Answer>> answers;

  /// The answer that says what the record is, or that it is absent; null where there is none.
  const dns::Answer* definite(const dns::Question& question) const;
  /// The RRset of the name itself: null where it is not known, is an alias's, or is not whole.
  const dns::RrSet* own(const dns::Question& question) const;
  /// The addresses that a host name leads to, of both families, aliases followed; at most
  /// `kMostAddresses`.
  std::vector<IpAddress> addresses_of(const dns::Name& host) const;
  /// Whether it is known of both families what addresses the host has.
  bool knows_addresses_of(const dns::Name& host) const;
};

inline constexpr std::size_t kMostAddresses = 8;

/// Why there is no definite answer, for people; printable ASCII.
std::string why_not(const Result<dns::Answer>& answer);

}  // namespace cutwatch::init
