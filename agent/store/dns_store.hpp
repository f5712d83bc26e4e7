#pragma once
#include "agent/store/authority_row.hpp"
#include "agent/store/database.hpp"
#include "core/snapshot/snapshot.hpp"

#include <compare>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace cutwatch::store {

/// One record of one cutover.
struct RecordKey {
  std::string domain;  ///< The plan's label.
  dns::Question record;
  friend auto operator<=>(const RecordKey&, const RecordKey&) = default;
};

struct AuthorityKey {
  RecordKey record;
  dns::NameServer server;
  friend auto operator<=>(const AuthorityKey&, const AuthorityKey&) = default;
};

struct ResolverKey {
  RecordKey record;
  std::string resolver;
  friend auto operator<=>(const ResolverKey&, const ResolverKey&) = default;
};

/// Where a resolver is asked, and how: caches behind another address or another channel are others.
struct ResolverPlace {
  Endpoint address;
  std::string channel;  ///< "plain", "dot dns.example.net", "doh https://dns.example.net/dns-query".
  friend bool operator==(const ResolverPlace&, const ResolverPlace&) = default;
};

ResolverPlace place_of(const dns::Resolver& resolver);

/// What was measured at a resolver, for one cutover.
struct CalibrationKey {
  std::string domain;  ///< The plan's label.
  std::string resolver;
  friend auto operator<=>(const CalibrationKey&, const CalibrationKey&) = default;
};

struct KeptCalibration {
  ResolverPlace place;
  CalibrationState state;
};

/// One door of a server that is to be locked; with the plan's label.
using KnownLock = std::pair<std::string, LockKey>;

/// What is known of one name server, and since when it is none of the delegation's.
struct AuthorityChange {
  Shared<AuthorityView> view;
  std::optional<WallTime> departed;
};

/// What is to be written at once. The views are shared with the snapshot: whoever holds them may be on
/// another thread.
struct DnsChanges {
  std::map<AuthorityKey, AuthorityChange> authorities;
  std::map<ResolverKey, Shared<dns::ResolverView>> resolvers;
  std::map<ResolverKey, ResolverPlace> places;  ///< Of each of the resolvers.
  /// All servers that a delegation names; the others that are kept for the record have departed.
  std::map<RecordKey, std::vector<dns::NameServer>> delegations;
  std::map<CalibrationKey, KeptCalibration> calibrations;
  std::map<KnownLock, LockState> locks;

  bool empty() const {
    return authorities.empty() && resolvers.empty() && delegations.empty() && calibrations.empty() &&
           locks.empty();
  }
};

/// What the file had to tell.
struct KeptDns {
  struct Authority {
    KeptAuthority known;
    std::optional<WallTime> departed;  ///< When it was first missing from the delegation.
  };
  struct Resolver {
    ResolverPlace place;
    dns::ResolverView view;
  };
  std::map<AuthorityKey, Authority> authorities;
  std::map<ResolverKey, Resolver> resolvers;
  std::map<CalibrationKey, KeptCalibration> calibrations;
  std::map<KnownLock, LockState> locks;
  std::vector<std::string> damaged;  ///< Rows that were left out, and why; for the log.
};

/// What is known of name servers, of resolvers, and of servers that are to be locked, on disk. Belongs to one
/// thread at a time.
class DnsStore {
 public:
  explicit DnsStore(Database database) : database_(std::move(database)) {}

  /// Writes all of it or nothing. Errors: storage.
  Result<void> write(const DnsChanges& changes, WallTime now);
  /// All rows that can be read. Errors: storage.
  Result<KeptDns> load();
  /// Drops rows that were last written before that. Errors: storage.
  Result<void> forget_before(WallTime instant);

 private:
  Result<void> write_authorities(const DnsChanges& changes, WallTime now);
  Result<void> write_delegations(const DnsChanges& changes, WallTime now);
  Result<void> write_resolvers(const DnsChanges& changes, WallTime now);
  Result<void> write_calibrations(const DnsChanges& changes, WallTime now);
  Database database_;
};

}  // namespace cutwatch::store
