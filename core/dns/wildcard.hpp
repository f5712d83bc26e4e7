#pragma once
#include "core/dns/answer.hpp"
#include "core/dns/resolver.hpp"
#include "core/dns/rrset.hpp"
#include "core/time/time.hpp"

#include <optional>
#include <string>
#include <vector>

// The two wildcards of the operator's own zone that resolvers are measured with (docs/probes/calibration.md).
namespace cutwatch::dns {

/// What every name below a wildcard holds (RFC 4592).
struct Wildcard {
  RrSet rrset;
  Seconds ttl{};
  friend bool operator==(const Wildcard&, const Wildcard&) = default;
};

/// Where they are, without the "*.".
struct WildcardNames {
  Name long_lived;
  Name short_lived;
  friend bool operator==(const WildcardNames&, const WildcardNames&) = default;
};

/// Whether it is the name of a wildcard with its "*.".
bool has_asterisk(const Name& name);

/// What is wrong with the two names: one has its "*."; they are the same, or one is below the other, and
/// would be answered by it; or one leaves no room for what is put before it. nullopt when nothing is. Pure.
std::optional<std::string> complaint_about(const WildcardNames& names);

struct Wildcards {
  Wildcard long_lived;
  Wildcard short_lived;
  friend bool operator==(const Wildcards&, const Wildcards&) = default;
};

/// What one name server of the zone said of a name below the wildcard.
struct WildcardAnswer {
  NameServer server;
  Result<Answer> answer;
};

/// The wildcard that all name servers publish. Those that give no answer count for nothing, while another
/// one does. Errors, with what is wrong and where: none answered, one has not the record or an alias in its
/// place, or they differ in data or TTL: then nothing can be measured by it. Pure.
Result<Wildcard> wildcard_of(const Name& asked, const std::vector<WildcardAnswer>& answers);

/// Both. Errors: the long one does not live longer than the short one by `kLeastSpan`. Pure.
Result<Wildcards> wildcards_of(Wildcard long_lived, Wildcard short_lived);

/// What is measured takes so long: a TTL that ends before tells of no cap.
inline constexpr Seconds kLeastSpan{60};

}  // namespace cutwatch::dns
