#pragma once
#include "core/dns/answer.hpp"

#include <array>
#include <map>
#include <set>
#include <string_view>

namespace cutwatch::dns {

/// What can be wrong with an MX RRset; values of the `problem` label.
enum class MxProblem : std::uint8_t {
  cname,         ///< a target is an alias (RFC 2181 §10.3, RFC 5321 §5.1)
  no_address,    ///< a target exists and has neither A nor AAAA
  ip_literal,    ///< a target is an address written as a name ("192.0.2.1.")
  null_mx,       ///< "0 .": the domain takes no mail (RFC 7505)
  unresolvable,  ///< a target does not exist, or its resolution fails
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

/// What is wrong, given the answers for each target. nullopt when the evidence does not suffice: a target was
/// not answered for and nothing else is known to be wrong.
std::optional<std::set<MxProblem>> lint(const RrSet& mx, const std::map<Name, TargetAnswers>& answers);

}  // namespace cutwatch::dns
