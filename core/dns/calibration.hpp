#pragma once
#include "core/dns/answer.hpp"
#include "core/dns/wildcard.hpp"
#include "core/time/time.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What a resolver makes of TTLs, measured with names that nobody has asked for before: the first answer is
// surely no copy's (docs/decisions/0054).
namespace cutwatch::dns {

/// One question for a name below a wildcard, and what came of it.
struct CalibrationReply {
  Name name;
  WallTime sent;
  WallTime received;
  Micros duration{};
  Result<Answer> answer;
};

/// All that one resolver was asked, each list in the order of asking.
struct CalibrationRun {
  std::vector<CalibrationReply> long_lived;
  std::vector<CalibrationReply> short_lived;
};

/// The TTLs that new copies were given; they differ where the caches behind an address do.
struct GivenTtls {
  Seconds least{};
  Seconds most{};
  friend bool operator==(const GivenTtls&, const GivenTtls&) = default;
};

enum class Aging : std::uint8_t {
  counts_down,  ///< its TTLs run down
  frozen,       ///< they stand still
};

std::string_view to_string(Aging aging) noexcept;

/// What was measured at one resolver. What is none was not measured, and `unmeasured` says why.
struct Calibration {
  Seconds long_ttl{};  ///< As the name servers publish it.
  Seconds short_ttl{};
  std::optional<GivenTtls> given_long;  ///< To new copies of a long-lived record.
  std::optional<GivenTtls> given_short;
  /// A copy was still served so long after its insertion, with TTL 0: by a floor, or as stale (RFC 8767).
  std::optional<Seconds> held_at_zero;
  std::optional<Aging> aging;
  std::size_t caches = 0;               ///< Seen behind the address: there are at least so many.
  std::vector<std::string> unmeasured;  ///< What was not measured, and why. Printable ASCII.
  friend bool operator==(const Calibration&, const Calibration&) = default;

  /// The most that is kept of a TTL, by the most generous of the caches; none where one of them keeps all of
  /// `long_ttl`: a cap above that cannot be seen.
  std::optional<Seconds> cap() const;
  /// The least of the caches' caps where they differ, also where some have none.
  std::optional<Seconds> least_cap() const;
  /// What shorter TTLs are made of, by the cache that keeps longest; none where no cache was seen to lengthen
  /// one. Zeros that stay do not show one.
  std::optional<Seconds> floor() const;
};

/// Reads what one resolver answered. Errors: it gave nothing to measure by, with why. Pure.
Result<Calibration> calibration_of(const CalibrationRun& run, const Wildcards& published);

/// Whether an answer shows the wildcard's own record: one that a TTL can be read from.
bool shows(const Wildcard& wildcard, const Result<Answer>& answer);

/// Of the resolvers of one domain, by id.
using Calibrations = std::map<std::string, Calibration>;

}  // namespace cutwatch::dns
