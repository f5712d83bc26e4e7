#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

// How long mail took in a server, as Postfix logs it ("delays=a/b/c/d"), as counts that can be added up.
namespace cutwatch::mail {

/// The four times of a delivery, in Postfix's order; values of the `stage` label.
enum class DelayStage : std::uint8_t {
  before_queue_manager,  ///< From its arrival to the queue manager, its sending included. Waiting for a retry
                         ///< is here.
  in_queue_manager,
  connection_setup,  ///< DNS, HELO and TLS included.
  transmission,
};

inline constexpr std::array kDelayStages{DelayStage::before_queue_manager, DelayStage::in_queue_manager,
                                         DelayStage::connection_setup, DelayStage::transmission};

/// "before_queue_manager" and the others.
std::string_view to_string(DelayStage stage) noexcept;

/// Upper bounds in seconds: from a hand-over at once to mail that waited for hours.
inline constexpr std::array kDelayBounds{0.01, 0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 1800.0, 14400.0};

/// Observations by upper bound. Integers, so that reads add up to the same whatever their order.
struct DelayCounts {
  std::array<std::uint64_t, kDelayBounds.size() + 1> counts{};  ///< Not cumulative; the last is beyond all.
  std::uint64_t micros = 0;                                     ///< Their sum.

  /// Seconds, of an attacker at worst: what is longer than mail is kept anywhere counts as 100 days.
  void observe(double seconds);
  void add(const DelayCounts& other);
  friend bool operator==(const DelayCounts&, const DelayCounts&) = default;
};

/// By stage, in the order of `kDelayStages`.
struct StageDelays {
  std::array<DelayCounts, kDelayStages.size()> stages{};

  void observe(const std::array<double, kDelayStages.size()>& seconds);
  void add(const StageDelays& other);
  friend bool operator==(const StageDelays&, const StageDelays&) = default;
};

}  // namespace cutwatch::mail
