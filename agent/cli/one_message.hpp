#pragma once
#include "core/cutover/plan/plan.hpp"

#include <expected>
#include <string>

namespace cutwatch::cli {

/// Which message is to be sent.
struct MessageWish {
  std::string path;        ///< As the configuration calls it: "old", "new".
  std::string round_trip;  ///< The id; empty: the only one that goes down the path, outbound ones aside.
  std::string body{};  ///< A kind of text, `gtube` among them; empty: the first that the round trip sends.
};

/// Between two looks into the mailbox at most.
inline constexpr Millis kLongestPause{15'000};

/// The plan with that round trip alone, and in it that path alone. The error is a sentence for who typed the
/// command. Pure.
std::expected<cutover::Plan, std::string> plan_of_one_message(cutover::Plan plan, const MessageWish& wish);

}  // namespace cutwatch::cli
