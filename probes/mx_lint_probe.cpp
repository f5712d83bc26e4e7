#include "probes/mx_lint_probe.hpp"

#include "core/dns/mx_lint.hpp"
#include "probes/any_resolver.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch {
namespace {

constexpr Millis kInterval = std::chrono::minutes{5};

class MxLintProbe final : public Probe {
 public:
  MxLintProbe(std::string domain, dns::Question question, std::vector<cutover::WatchedRecord> records,
              std::vector<dns::Resolver> resolvers)
      : domain_(std::move(domain)),
        question_(std::move(question)),
        records_(std::move(records)),
        resolvers_(std::move(resolvers)) {}

  std::string_view name() const noexcept override { return "mx_lint"; }

  asio::awaitable<std::vector<Observation>> run(ProbeContext context) const override {
    const auto mx = published(*context.known);
    if (!mx) co_return nothing_published(context);
    AnyResolver resolver(context, resolvers_);
    std::map<dns::Name, dns::TargetAnswers> answers;
    for (const auto& target : dns::targets_to_resolve(*mx)) {
      auto& known = answers[target];
      if (must_not_ask(target, context)) continue;  // what is known of it stays
      known.a = co_await answer_of(resolver, {target, dns::RrType::a});
      known.aaaa = co_await answer_of(resolver, {target, dns::RrType::aaaa});
    }
    co_return std::vector<Observation>{
        MxLinted{.domain = domain_, .at = context.clock.wall(), .findings = dns::lint(*mx, answers)}};
  }

 private:
  /// What any server publishes now; nullopt where none is known to. While they differ, resolvers get either.
  std::optional<dns::RrSet> published(const DomainState& known) const {
    const auto record = known.records.find(question_);
    if (record == known.records.end()) return std::nullopt;
    std::optional<std::vector<std::string>> data;
    for (const auto& [server, view] : record->second->authorities) {
      const auto* rrset = view->published();
      if (rrset == nullptr) continue;
      if (!data) data.emplace();
      data->insert(data->end(), rrset->data().begin(), rrset->data().end());
    }
    if (!data) return std::nullopt;
    return dns::RrSet::of_canonical(*std::move(data));
  }

  /// What was found before is not confirmed any more, and not refuted.
  std::vector<Observation> nothing_published(const ProbeContext& context) const {
    const auto& known = context.known->mx_findings;
    if (!known) return {};
    return {MxLinted{.domain = domain_, .at = context.clock.wall(), .findings = dns::fruitless_look(*known)}};
  }

  /// A target may be a watched record itself, and one that is absent is absent for every type (RFC 2308 §5).
  bool must_not_ask(const dns::Name& target, const ProbeContext& context) const {
    return std::ranges::any_of(records_, [&](const cutover::WatchedRecord& record) {
      return record.question.name == target &&
             cutover::reason_not_to_ask(record, *context.known, context.occasion());
    });
  }

  static asio::awaitable<std::optional<dns::Answer>> answer_of(AnyResolver& resolver,
                                                               dns::Question question) {
    const auto answer = co_await resolver.ask(question);
    if (!answer) co_return std::nullopt;
    co_return *answer;
  }

  std::string domain_;
  dns::Question question_;
  std::vector<cutover::WatchedRecord> records_;
  std::vector<dns::Resolver> resolvers_;
};

}  // namespace

std::vector<ScheduledProbe> plan_mx_lint_probe(const Inventory& inventory) {
  const dns::Question mx{inventory.plan.domain, dns::RrType::mx};
  const auto watched = std::ranges::find(inventory.plan.records, mx, &cutover::WatchedRecord::question);
  if (watched == inventory.plan.records.end() || inventory.resolvers.empty()) return {};
  const auto domain = inventory.plan.label();
  std::vector<ScheduledProbe> planned;
  planned.push_back(
      {.id = fmt::format("mx_lint/{}", domain),
       .domain = domain,
       .interval = std::min(kInterval, 5 * watched->interval),
       .probe = std::make_shared<MxLintProbe>(domain, mx, inventory.plan.records, inventory.resolvers)});
  return planned;
}

}  // namespace cutwatch
