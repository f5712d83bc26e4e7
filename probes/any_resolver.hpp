#pragma once
#include "core/dns/answer.hpp"
#include "core/dns/resolver.hpp"
#include "probes/probe.hpp"

#include <asio/awaitable.hpp>

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace cutwatch {

/// How long an answer is waited for before another resolver is asked too.
inline constexpr Millis kResolverStagger{400};

/// At most this many are asked one question.
inline constexpr std::size_t kMostResolversAsked = 8;

/// Several resolvers that stand in for each other, for questions that any of them can answer. For one run of
/// a probe.
class AnyResolver {
 public:
  /// Those come first that gave the domain's other probes an answer last time, and those last that did not.
  AnyResolver(ProbeContext context, const std::vector<dns::Resolver>& resolvers);

  /// Asks the first; another one when it fails, or after `kResolverStagger` without an answer. The first
  /// definite answer counts, and who gave it is asked first the next time. Those whose turn has not come are
  /// asked behind the others. The last answer where none is definite; a failure where none came.
  asio::awaitable<Result<dns::Answer>> ask(dns::Question question);

 private:
  /// Those that have not left a question unanswered before those that have, and whose turn comes soonest.
  std::vector<dns::Resolver> in_order() const;

  ProbeContext context_;
  std::vector<dns::Resolver> resolvers_;               ///< Who answered last comes first.
  std::shared_ptr<std::set<std::string>> unanswered_;  ///< Ids of those that did not answer.
};

}  // namespace cutwatch
