#include "core/dns/propagation.hpp"

#include <map>

namespace cutwatch::dns {
namespace {

struct Mean {
  double sum = 0;
  std::size_t count = 0;
  void add(double value) {
    sum += value;
    ++count;
  }
  double value() const { return sum / static_cast<double>(count); }
};

std::optional<double> share_new(const ResolverView& view, const Stages& stages, std::size_t target,
                                WallTime now) {
  Mean share;
  for (const auto& entry : view.entries) {
    if (entry.is_live(now)) share.add(stage_of(stages, entry.rrset) == target ? 1.0 : 0.0);
  }
  if (share.count == 0) return std::nullopt;
  return share.value();
}

}  // namespace

std::optional<double> propagation_ratio(const std::vector<WeighedView>& views, const Stages& stages,
                                        std::size_t target, WallTime now) {
  std::map<std::string, Mean> by_operator;
  for (const auto& [view, operator_id] : views) {
    const auto share = share_new(*view, stages, target, now);
    if (share) by_operator[operator_id].add(*share);
  }
  if (by_operator.empty()) return std::nullopt;
  Mean ratio;
  for (const auto& [id, mean] : by_operator) ratio.add(mean.value());
  return ratio.value();
}

}  // namespace cutwatch::dns
