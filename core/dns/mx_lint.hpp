#pragma once
#include "core/dns/answer.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace cutwatch::dns {

/// What can be wrong with an MX RRset; values of the `problem` label.
enum class MxProblem : std::uint8_t {
  cname,         ///< a target is an alias (RFC 2181 §10.3, RFC 5321 §5.1)
  no_address,    ///< a target exists and has neither A nor AAAA
  ip_literal,    ///< a target is an address written as a name ("192.0.2.1.")
  null_mx,       ///< "0 .": the domain takes no mail (RFC 7505)
  unresolvable,  ///< a target does not exist, or its resolution fails again and again
};

inline constexpr std::array kMxProblems{MxProblem::cname, MxProblem::no_address, MxProblem::ip_literal,
                                        MxProblem::null_mx, MxProblem::unresolvable};

std::string_view to_string(MxProblem problem) noexcept;

/// The answers for one MX target's addresses; absent where no answer came.
struct TargetAnswers {
  std::optional<Answer> a;
  std::optional<Answer> aaaa;
};

/// The targets of an MX RRset that have to be looked up: names that are neither the root nor an address.
std::set<Name> targets_to_resolve(const RrSet& mx);

/// What is wrong with one exchange of an MX RRset.
struct MxFinding {
  std::set<MxProblem> problems;
  bool is_complete = false;  ///< The answers sufficed; else there may be problems that are not named here.
  std::uint32_t incomplete_looks = 0;  ///< Since they last did.
  std::uint32_t failing_looks = 0;     ///< Of these, those that failed (SERVFAIL), rather than told nothing.
  /// Of A and AAAA those that were told of, and whether there were any when they last were.
  std::map<RrType, bool> has_addresses{};
  friend bool operator==(const MxFinding&, const MxFinding&) = default;
};

/// By exchange, as the RRset writes it; every exchange is there.
using MxFindings = std::map<std::string, MxFinding>;

/// What is wrong with an MX RRset, given the answers for each target.
MxFindings lint(const RrSet& mx, const std::map<Name, TargetAnswers>& answers);

/// For how many looks in a row that did not suffice it is still believed that there is no other problem.
inline constexpr std::uint32_t kMaxIncompleteLooks = 3;

/// So many looks that fail are a problem of the target: one may be a resolver's bad moment.
inline constexpr std::uint32_t kFailingLooksThatTell = 2;

/// What is known after one more look: of an exchange that the answers did not suffice for, the problems that
/// were known of it before and what was found now; of any other that is still there, what was found now.
/// Problems stay until a look suffices; that there are no others is not known any more after
/// `kMaxIncompleteLooks`. Addresses of a family that nothing was told of are as they were.
MxFindings with_look(const MxFindings& known, MxFindings seen);

/// A look at the same exchanges that found nothing out.
MxFindings fruitless_look(const MxFindings& known);

/// The problems of all exchanges. nullopt when none is known and an exchange was never judged: no evidence is
/// no finding.
std::optional<std::set<MxProblem>> problems_of(const MxFindings& findings);

}  // namespace cutwatch::dns
