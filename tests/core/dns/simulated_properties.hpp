#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace cutwatch::test {

/// A question in a world: enough to repeat it.
struct Where {
  std::uint64_t world = 0;
  int question = 0;
};

/// What was found of one property over many worlds.
struct Tally {
  int compared = 0;
  int broken = 0;
  Where first_broken;
};

/// Properties by name.
class Tallies {
 public:
  void note(std::string_view property, bool holds, Where where) {
    auto found = tallies_.find(property);
    if (found == tallies_.end()) found = tallies_.emplace(property, Tally{}).first;
    auto& tally = found->second;
    ++tally.compared;
    if (!holds && tally.broken++ == 0) tally.first_broken = where;
  }
  const std::map<std::string, Tally, std::less<>>& all() const { return tallies_; }
  Tally of(std::string_view property) const {
    const auto found = tallies_.find(property);
    return found == tallies_.end() ? Tally{} : found->second;
  }

 private:
  std::map<std::string, Tally, std::less<>> tallies_;
};

}  // namespace cutwatch::test
