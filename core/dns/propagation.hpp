#pragma once
#include "core/dns/resolver_view.hpp"
#include "core/dns/stages.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace cutwatch::dns {

/// One resolver's part in the propagation ratio.
struct WeighedView {
  const ResolverView* view = nullptr;
  std::string operator_id;
};

/// The share of living copies that are the target, 0 to 1: the mean over the copies behind each address, over
/// the addresses of each operator, over the operators. A copy that is in no stage counts as not new;
/// resolvers without a living copy (silent, failing, never asked) count neither way. nullopt when nothing is
/// left to count.
std::optional<double> propagation_ratio(const std::vector<WeighedView>& views, const Stages& stages,
                                        std::size_t target, WallTime now);

}  // namespace cutwatch::dns
