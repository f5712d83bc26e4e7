#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/dns/resolver_view.hpp"
#include "core/snapshot/snapshot.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Most resolvers silent at once is not their fault: this host does not get through to them
// (docs/decisions/0053).
namespace cutwatch::cutover {

/// Nothing came back from the server's host. A refused connection did.
bool is_silence(FailureKind kind) noexcept;

/// Operators that were asked at about one time, and those of them that gave no reply.
struct Reach {
  std::size_t asked = 0;
  std::size_t silent = 0;

  /// Fewer tell nothing about this host.
  bool is_enough() const;
  bool is_most_silent() const;
};

/// Counts one voice an operator: it is silent when none of its addresses replied.
class ReachCount {
 public:
  void add(std::string_view operator_id, bool is_mute);
  Reach reach() const;

 private:
  std::map<std::string, bool, std::less<>> is_silent_;
};

/// Whether this host gets through to resolvers: down when at least two thirds of the operators that were
/// lately asked for the record, three or more, gave no reply; up again when fewer than half do. `interval` is
/// how often each is asked. Keeps what `state` has where there is too little to go by. Pure.
bool is_own_network_down(const RecordState& state, const std::vector<dns::Resolver>& resolvers,
                         Millis interval, WallTime now);

/// What is to be observed after a resolver was asked for the record: that our own network has gone down or
/// come back, by what is known with that reply in it. nullopt when it is as it was, or the plan does not have
/// the record. Pure.
std::optional<OwnNetworkJudged> own_network_news(const ResolverAnswered& seen, const Plan& plan,
                                                 const DomainState& known,
                                                 const std::vector<dns::Resolver>& resolvers);

/// Whether a resolver's last reply, which was none, tells nothing about it: our own network was down, or has
/// come back since.
bool is_silence_ours(const OwnNetwork& network, const dns::ResolverView& view);

}  // namespace cutwatch::cutover
