#pragma once
#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

// What a word of cutwatch's, or of a mail server's, means: without an agent, without a network.
namespace cutwatch::cli {

/// One word, explained: lines with a title each.
struct Explanation {
  std::string heading;
  std::vector<std::pair<std::string, std::string>> lines;
  friend bool operator==(const Explanation&, const Explanation&) = default;
};

/// A condition, a gate or a step by id, in whatever case, or an SMTP reply code, basic or enhanced, with the
/// text behind it as one pastes it from a log; nullopt for anything else. Pure.
std::optional<Explanation> explanation_of(const std::string& what);

std::string text_of(const Explanation& explanation);
nlohmann::json json_of(const Explanation& explanation);

/// What may have been meant by a word that nothing explains, the likeliest first; a few at most.
std::vector<std::string> likely_meant(const std::string& what);

}  // namespace cutwatch::cli
