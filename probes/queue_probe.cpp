#include "probes/queue_probe.hpp"

#include "core/text/printable.hpp"
#include "net/queue/queue_list.hpp"
#include "runtime/child_process.hpp"
#include "runtime/task.hpp"

#include <asio/this_coro.hpp>
#include <fmt/core.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace cutwatch {
namespace {

constexpr std::size_t kMostOfRead = 64UL * 1024;
/// More than 100,000 messages: what comes behind is not read.
constexpr std::size_t kMostOfList = 64UL * 1024 * 1024;
/// A queue on a slow disk takes seconds; a program that hangs is killed.
constexpr Millis kMostPatience = Seconds{60};
constexpr Millis kLeastPatience = Seconds{10};

class QueueProbe final : public Probe {
 public:
  QueueProbe(const cutover::Plan& plan, cutover::ServerQueue queue)
      : domain_(plan.label()), queue_(std::move(queue)) {}

  std::string_view name() const noexcept override { return "queue"; }

  asio::awaitable<std::vector<Observation>> run(ProbeContext context) const override {
    QueueLooked looked{.domain = domain_,
                       .role = std::string(to_string(queue_.role)),
                       .source = queue_.source(),
                       .at = context.clock.wall(),
                       .facts = {}};
    const auto patience = std::clamp(queue_.interval, kLeastPatience, kMostPatience);
    looked.facts = co_await with_deadline(context.clock, context.clock.steady() + patience,
                                          look(context.clock, looked.at));
    if (!looked.facts && looked.facts.error().kind == FailureKind::timeout)
      looked.facts = fail(FailureKind::timeout,
                          fmt::format("{} had not ended after {} s", program(), patience / Seconds{1}));
    std::vector<Observation> observed;
    observed.emplace_back(std::move(looked));
    co_return observed;
  }

 private:
  std::string program() const { return printable(queue_.command.front()); }

  /// What is cancelled leaves by an exception, and takes the child with it.
  Task<Result<mail::QueueFacts>> look(WaitableClock& clock, WallTime at) const {
    const auto executor = co_await asio::this_coro::executor;
    auto child = ChildProcess::start(executor, queue_.command);
    if (!child) co_return std::unexpected(std::move(child.error()));
    net::QueueList list(queue_.format, at, mail::QueueTally(domain_, at - queue_.interval));
    const auto read = co_await read_list(**child, list);
    if (!read) co_return std::unexpected(read.error());
    const bool is_cut = *read >= kMostOfList;
    if (is_cut) co_return list.finish(is_cut);
    auto ended = co_await (*child)->end_well(clock);
    if (!ended) co_return fail(FailureKind::refused, fmt::format("{} {}", program(), ended.error().detail));
    co_return list.finish(is_cut);
  }

  /// How many octets were read.
  static Task<Result<std::size_t>> read_list(ChildProcess& child, net::QueueList& list) {
    std::size_t size = 0;
    while (size < kMostOfList) {
      if (const auto waited = co_await child.wait_readable(); !waited)
        co_return std::unexpected(waited.error());
      const auto bytes = child.read(kMostOfRead);
      if (!bytes) co_return std::unexpected(bytes.error());
      if (bytes->empty()) break;
      size += bytes->size();
      list.feed(*bytes);
    }
    co_return size;
  }

  std::string domain_;
  cutover::ServerQueue queue_;
};

}  // namespace

std::vector<ScheduledProbe> plan_queue_probes(const Inventory& inventory) {
  std::vector<ScheduledProbe> planned;
  const auto domain = inventory.plan.label();
  for (const auto& queue : inventory.plan.queues) {
    planned.push_back({.id = fmt::format("queue/{}/{}", domain, to_string(queue.role)),
                       .domain = domain,
                       .interval = queue.interval,
                       .probe = std::make_shared<QueueProbe>(inventory.plan, queue)});
  }
  return planned;
}

}  // namespace cutwatch
