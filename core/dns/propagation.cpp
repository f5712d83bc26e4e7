#include "core/dns/propagation.hpp"

#include <algorithm>
#include <map>

namespace cutwatch::dns {
namespace {

class Mean {
 public:
  void add(double value, double weight = 1) {
    sum_ += value * weight;
    weight_ += weight;
  }
  bool is_empty() const { return weight_ <= 0; }
  double value() const { return sum_ / weight_; }

 private:
  double sum_ = 0;
  double weight_ = 0;
};

/// What one resolver's copies are, and when the old ones are followed by new ones.
struct Part {
  std::string operator_id;
  double weight = 1;
  std::size_t already_new = 0;
  std::vector<WallTime>
      turns_new;  ///< One for each copy of another stage; max() where it cannot be foretold.

  std::size_t copies() const { return already_new + turns_new.size(); }
  double share_new(WallTime at) const {
    const auto turned = std::ranges::count_if(turns_new, [&](WallTime turn) { return turn <= at; });
    return static_cast<double>(already_new + static_cast<std::size_t>(turned)) /
           static_cast<double>(copies());
  }
};

Part part_of(const WeighedView& weighed, WallTime now) {
  const auto& expected = weighed.expected;
  Part part{.operator_id = weighed.operator_id, .weight = weighed.weight, .turns_new = {}};
  for (const auto* copy : living(*weighed.view, expected, now)) {
    const auto stage = stage_of(expected.stages, copy->rrset);
    if (stage == expected.target) {
      ++part.already_new;
      continue;
    }
    const bool is_foreseeable = stage && !weighed.keeps_old;
    part.turns_new.push_back(is_foreseeable ? foretold_end(*copy, *weighed.view, expected, now)
                                            : WallTime::max());
  }
  return part;
}

std::vector<Part> parts_of(const std::vector<WeighedView>& views, WallTime now) {
  std::vector<Part> parts;
  for (const auto& weighed : views) {
    auto part = part_of(weighed, now);
    if (part.copies() > 0 && part.weight > 0) parts.push_back(std::move(part));
  }
  return parts;
}

double ratio_at(const std::vector<Part>& parts, WallTime at) {
  struct Operator {
    Mean share;
    double weight = 0;
  };
  std::map<std::string_view, Operator> operators;
  for (const auto& part : parts) {
    auto& each = operators[part.operator_id];
    each.share.add(part.share_new(at));
    each.weight = std::max(each.weight, part.weight);
  }
  Mean ratio;
  for (const auto& [id, each] : operators) ratio.add(each.share.value(), each.weight);
  return ratio.value();
}

/// Every instant at which a copy turns, once, in order.
std::vector<WallTime> turns_of(const std::vector<Part>& parts) {
  std::vector<WallTime> turns;
  for (const auto& part : parts) {
    std::ranges::copy_if(part.turns_new, std::back_inserter(turns),
                         [](WallTime turn) { return turn != WallTime::max(); });
  }
  std::ranges::sort(turns);
  const auto repeated = std::ranges::unique(turns);
  turns.erase(repeated.begin(), repeated.end());
  return turns;
}

/// Evenly thinned; the last is kept, since it tells when all is over.
std::vector<WallTime> thinned(std::vector<WallTime> turns, std::size_t most) {
  if (turns.size() <= most) return turns;
  std::vector<WallTime> out;
  for (std::size_t i = 1; i <= most; ++i) out.push_back(turns[i * turns.size() / most - 1]);
  return out;
}

}  // namespace

std::optional<double> propagation_ratio(const std::vector<WeighedView>& views, WallTime now) {
  const auto parts = parts_of(views, now);
  if (parts.empty()) return std::nullopt;
  return ratio_at(parts, now);
}

std::vector<CurvePoint> predicted_curve(const std::vector<WeighedView>& views, WallTime now) {
  const auto parts = parts_of(views, now);
  if (parts.empty()) return {};
  std::vector<CurvePoint> curve{{now, ratio_at(parts, now)}};
  for (const auto turn : thinned(turns_of(parts), kMaxCurvePoints - 1)) {
    curve.push_back({turn, ratio_at(parts, turn)});
  }
  return curve;
}

}  // namespace cutwatch::dns
