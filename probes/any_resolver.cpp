#include "probes/any_resolver.hpp"

#include "probes/ask.hpp"
#include "runtime/race.hpp"

#include <algorithm>
#include <iterator>

namespace cutwatch {
namespace {

struct Given {
  dns::Answer answer;
  std::string resolver;
};

Task<Result<Given>> ask_one(ProbeContext context, dns::Resolver resolver, dns::Question question) {
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
    : context_(std::move(context)), resolvers_(healthy_first(resolvers, *context_.known)) {}

asio::awaitable<Result<dns::Answer>> AnyResolver::ask(dns::Question question) {
  std::vector<Task<Result<Given>>> tasks;
  for (const auto& resolver : resolvers_) {
    if (tasks.size() < kMostResolversAsked) tasks.push_back(ask_one(context_, resolver, question));
  }
  auto given = co_await race(context_.clock, std::move(tasks), kResolverStagger, is_definite);
  if (!given) co_return std::unexpected(given.error());
  if (is_definite(given)) {
    const auto giver = std::ranges::find(resolvers_, given->resolver, &dns::Resolver::id);
    std::rotate(resolvers_.begin(), giver, giver + 1);
  }
  co_return std::move(given->answer);
}

}  // namespace cutwatch
