#include "agent/config/sections.hpp"
#include "agent/config/value_kinds.hpp"

#include <fmt/core.h>

#include <optional>
#include <utility>

namespace cutwatch::config {
namespace {

using mail::QueueFormat;

constexpr std::size_t kMostWords = 32;
constexpr Millis kLeastInterval{Seconds{1}};
constexpr std::chrono::hours kMostInterval{1};

ValueKind<QueueFormat> queue_kind() {
  return one_of<QueueFormat>({{"postfix", QueueFormat::postfix}, {"exim", QueueFormat::exim}});
}

ValueKind<std::string> absolute_path() {
  return {"an absolute path (\"/etc/postfix-out\")", [](const Node& node) -> std::optional<std::string> {
            auto said = text().read(node);
            return said && said->starts_with('/') ? std::move(said) : std::nullopt;
          }};
}

std::vector<std::string> usual_command(QueueFormat format, const std::optional<std::string>& directory) {
  if (format == QueueFormat::exim) return {"exim", "-bp"};
  if (!directory) return {"postqueue", "-j"};
  return {"postqueue", "-c", *directory, "-j"};
}

/// A program along PATH or an absolute path: a relative one would depend on where the agent was started.
std::vector<std::string> read_command(Reader& queue) {
  auto words = queue.list("command", text());
  const auto written = queue.count_written("command");
  if (queue.is_empty_list("command"))
    queue.complain("command", "expected a program, and its arguments each by itself");
  if (written > kMostWords)
    queue.complain("command", fmt::format("expected at most {} words, got {}", kMostWords, written));
  if (!words.empty() && words.front().value.contains('/') && !words.front().value.starts_with('/'))
    queue.complain(words.front().spot, "expected a program's name, or an absolute path");
  return values(std::move(words));
}

}  // namespace

void read_queue(Reader& queue, std::optional<cutover::ServerRole> role, cutover::Plan& plan) {
  const auto format = queue.need("kind", queue_kind());
  auto command = read_command(queue);
  const auto directory = queue.get("config_directory", absolute_path());
  const auto interval = queue.get_or("interval", duration_between(kLeastInterval, kMostInterval),
                                     cutover::ServerQueue{}.interval);
  if (queue.has("config_directory") && queue.has("command"))
    queue.complain("config_directory", "belongs into the command, where there is one");
  if (queue.has("config_directory") && format == QueueFormat::exim)
    queue.complain("config_directory", "belongs to a queue with kind = \"postfix\"");
  if (!role || !format || plan.queue(*role) != nullptr) return;
  if (command.empty()) command = usual_command(*format, directory);
  plan.queues.push_back(
      {.role = *role, .format = *format, .command = std::move(command), .interval = interval});
}

}  // namespace cutwatch::config
