#pragma once
#include <nlohmann/json.hpp>

#include <cstddef>

// What of the messages in a report its Markdown shows of their ways: of a week there are thousands.
namespace cutwatch::exporters {

inline constexpr std::size_t kMostArrivals = 50;

/// The messages that were read in the mailbox: those that did not simply arrive first, then those that did,
/// the newest first. At most `kMostArrivals`. Pure.
nlohmann::json shown_arrivals(const nlohmann::json& messages);

/// How many more were read.
std::size_t arrivals_left_out(const nlohmann::json& messages);

/// A row for each hop of these messages; with the message's `id`, and `tls` in a word. Pure.
nlohmann::json hop_rows(const nlohmann::json& messages);

/// A row for each of these messages, with its `hop_delays` as fields. Pure.
nlohmann::json delay_rows(const nlohmann::json& messages);

/// A row for each of these messages that filters wrote into. Pure.
nlohmann::json spam_rows(const nlohmann::json& messages);

}  // namespace cutwatch::exporters
