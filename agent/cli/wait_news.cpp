#include "agent/cli/wait_news.hpp"

#include "core/text/printable.hpp"

#include <utility>

namespace cutwatch::cli {
namespace {

constexpr std::size_t kMaxReason = 2048;

}  // namespace

std::vector<std::string> WaitNews::after_answer(const std::string& sentence) {
  std::vector<std::string> lines;
  if (auto line = outage_.after_answer()) lines.push_back(*std::move(line));
  if (!sentence.empty() && std::exchange(said_, sentence) != sentence) lines.push_back(sentence);
  return lines;
}

std::vector<std::string> WaitNews::after_none(const NoStatus& none) {
  auto line = outage_.after_none(printable(none.reason, kMaxReason));
  return line ? std::vector{*std::move(line)} : std::vector<std::string>{};
}

}  // namespace cutwatch::cli
