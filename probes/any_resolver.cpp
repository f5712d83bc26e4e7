#include "probes/any_resolver.hpp"

#include "probes/ask.hpp"
#include "probes/turn.hpp"
#include "runtime/race.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

namespace cutwatch {
namespace {

/// For the turn of a resolver, where all are waited for.
constexpr Millis kLongestWait{Seconds{60}};

struct Given {
  dns::Answer answer;
  std::string resolver;
};

/// Ids of resolvers that were asked and have not answered. Shared: who lost a race may end after its
/// question.
using Unanswered = std::shared_ptr<std::set<std::string>>;

Task<Result<Given>> ask_one(ProbeContext context, dns::Resolver resolver, dns::Question question,
                            Unanswered unanswered) {
  if (!co_await take_turn(context, resolver, kLongestWait))
    co_return fail(FailureKind::limited, "asked often enough");
  unanswered->insert(resolver.id);
  auto sighting = co_await ask(context, resolver, question);
  if (!sighting.answer) co_return std::unexpected(sighting.answer.error());
  co_return Given{.answer = *std::move(sighting.answer), .resolver = resolver.id};
}

bool is_definite(const Result<Given>& given) { return given && given->answer.is_definite(); }

enum class Health : std::uint8_t { answers, unknown, fails };

/// By its last reply about any record of the domain.
Health health_of(const std::string& resolver, const DomainState& known) {
  auto health = Health::unknown;
  for (const auto& [question, record] : known.records) {
    const auto view = record->resolvers.find(resolver);
    if (view == record->resolvers.end()) continue;
    const auto& last = view->second->last;
    if (!last) continue;
    if (last->answer && last->answer->is_definite()) return Health::answers;
    health = Health::fails;
  }
  return health;
}

std::vector<dns::Resolver> healthy_first(const std::vector<dns::Resolver>& resolvers,
                                         const DomainState& known) {
  std::vector<dns::Resolver> ordered;
  for (const auto health : {Health::answers, Health::unknown, Health::fails}) {
    std::ranges::copy_if(resolvers, std::back_inserter(ordered), [&](const dns::Resolver& resolver) {
      return health_of(resolver.id, known) == health;
    });
  }
  return ordered;
}

}  // namespace

AnyResolver::AnyResolver(ProbeContext context, const std::vector<dns::Resolver>& resolvers)
    : context_(std::move(context)),
      resolvers_(healthy_first(resolvers, *context_.known)),
      unanswered_(std::make_shared<std::set<std::string>>()) {
  for (const auto& resolver : resolvers_) {
    if (health_of(resolver.id, *context_.known) == Health::fails) unanswered_->insert(resolver.id);
  }
}

std::vector<dns::Resolver> AnyResolver::in_order() const {
  std::multimap<std::pair<bool, Millis>, dns::Resolver> ordered;
  for (const auto& resolver : resolvers_) {
    ordered.emplace(std::pair{unanswered_->contains(resolver.id), wait_for_turn(context_, resolver)},
                    resolver);
  }
  std::vector<dns::Resolver> out;
  for (const auto& [key, resolver] : ordered) out.push_back(resolver);
  return out;
}

asio::awaitable<Result<dns::Answer>> AnyResolver::ask(dns::Question question) {
  // Waiting for one's turn is no silence: the others are not asked for it.
  const auto order = in_order();
  if (!order.empty())
    co_await context_.clock.sleep_until(context_.clock.steady() + wait_for_turn(context_, order[0]));
  std::vector<Task<Result<Given>>> tasks;
  for (const auto& resolver : order) {
    if (tasks.size() < kMostResolversAsked)
      tasks.push_back(ask_one(context_, resolver, question, unanswered_));
  }
  auto given = co_await race(context_.clock, std::move(tasks), kResolverStagger, is_definite);
  if (!given) co_return std::unexpected(given.error());
  if (is_definite(given)) {
    unanswered_->erase(given->resolver);
    const auto giver = std::ranges::find(resolvers_, given->resolver, &dns::Resolver::id);
    std::rotate(resolvers_.begin(), giver, giver + 1);
  }
  co_return std::move(given->answer);
}

}  // namespace cutwatch
