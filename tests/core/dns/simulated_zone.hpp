#pragma once
#include "core/dns/history.hpp"
#include "tests/support/values.hpp"

#include <algorithm>
#include <vector>

namespace cutwatch::test {

/// What a zone's primary publishes from an instant on.
struct Edition {
  WallTime from;
  dns::RrSet rrset;
  Seconds ttl{};
};

/// The name servers of a zone: each publishes the editions in order, with a lag of its own.
class SimulatedZone {
 public:
  SimulatedZone(std::vector<Edition> editions, std::vector<Millis> lags)
      : editions_(std::move(editions)), lags_(std::move(lags)) {}

  std::size_t servers() const { return lags_.size(); }
  std::size_t edition(std::size_t server, WallTime now) const {
    const auto next =
        std::ranges::find_if(editions_, [&](const Edition& each) { return now < each.from + lags_[server]; });
    return static_cast<std::size_t>(std::max<std::ptrdiff_t>(next - editions_.begin(), 1) - 1);
  }
  const Edition& at(std::size_t server, WallTime now) const { return editions_[edition(server, now)]; }
  const std::vector<Edition>& editions() const { return editions_; }
  Millis largest_lag() const { return *std::ranges::max_element(lags_); }

  /// Asked at `sent`, it answers within the time that the exchange takes.
  dns::AuthoritySample ask(std::size_t server, WallTime sent, Millis takes, Millis longest_pause) const {
    const auto index = edition(server, sent + takes / 2);
    return {.rrset = editions_[index].rrset,
            .ttl = editions_[index].ttl,
            .serial = static_cast<std::uint32_t>(index + 1),
            .sent = sent,
            .received = sent + takes,
            .longest_pause = longest_pause};
  }

 private:
  std::vector<Edition> editions_;
  std::vector<Millis> lags_;
};

}  // namespace cutwatch::test
