#include "probes/measurement.hpp"

#include "probes/ask.hpp"
#include "probes/turn.hpp"
#include "runtime/task.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace cutwatch {
namespace {

constexpr Millis kLongestWait{Seconds{60}};

/// Until the first question.
constexpr std::uint32_t kMostDelay = 3'000;

/// Who has given nothing after so many questions will not.
constexpr std::size_t kQuestionsInVain = 4;

/// A name below the wildcard that nobody can have asked for, nor foreseen: 128 random bits.
dns::Name new_name(Random& random, const dns::Name& wildcard) {
  return dns::Name::of_canonical(
      fmt::format("{:016x}{:016x}.{}", random.next64(), random.next64(), wildcard.text()));
}

Task<Result<dns::Answer>> ask_server(ProbeContext context, Endpoint server, dns::Question question) {
  auto seen = co_await ask(context, server, std::move(question), Recursion::not_desired);
  co_return std::move(seen.answer);
}

Task<Result<dns::Wildcard>> ask_wildcard(ProbeContext context, dns::Name wildcard,
                                         std::vector<dns::NameServer> servers) {
  const dns::Question question{new_name(context.random, wildcard), dns::RrType::txt};
  std::vector<Task<Result<dns::Answer>>> tasks;
  for (const auto& server : servers) tasks.push_back(ask_server(context, server.endpoint, question));
  auto said = co_await gather(std::move(tasks));
  std::vector<dns::WildcardAnswer> answers;
  for (std::size_t i = 0; i < servers.size(); ++i)
    answers.push_back({.server = servers[i], .answer = std::move(said[i])});
  co_return dns::wildcard_of(question.name, answers);
}

/// The questions to one resolver, and what came of them.
class Interrogation {
 public:
  Interrogation(Random& random, dns::WildcardNames names, dns::Wildcards published)
      : random_(random), names_(std::move(names)), published_(std::move(published)) {}

  /// A name whose first question came to nothing is given up: whether it was cached is not known.
  dns::Name name_for(const dns::CalibrationQuestion& question) {
    const bool is_long = question.kind == dns::WildcardKind::long_lived;
    const auto& replies = replies_of(question.kind);
    auto& name = asked_.at(is_long ? 0 : 1);
    const bool is_in_vain =
        !replies.empty() && replies.back().name == name && !is_usable(name, question.kind);
    if (!name || question.is_new_name || is_in_vain)
      name = new_name(random_, is_long ? names_.long_lived : names_.short_lived);
    return *name;
  }

  void take(const dns::CalibrationQuestion& question, dns::Name name, DnsSighting seen) {
    replies_of(question.kind)
        .push_back({.name = std::move(name),
                    .sent = seen.sent,
                    .received = seen.ended,
                    .duration = seen.duration,
                    .answer = std::move(seen.answer)});
    ++taken_;
  }

  std::size_t taken() const { return taken_; }

  bool is_in_vain() const {
    return taken_ >= kQuestionsInVain && !dns::calibration_of(run_, published_).has_value();
  }

  Result<dns::Calibration> result() const { return dns::calibration_of(run_, published_); }

 private:
  std::vector<dns::CalibrationReply>& replies_of(dns::WildcardKind kind) {
    return kind == dns::WildcardKind::long_lived ? run_.long_lived : run_.short_lived;
  }

  bool is_usable(const std::optional<dns::Name>& name, dns::WildcardKind kind) {
    const auto& wildcard =
        kind == dns::WildcardKind::long_lived ? published_.long_lived : published_.short_lived;
    return std::ranges::any_of(replies_of(kind), [&](const dns::CalibrationReply& each) {
      return each.name == name && dns::shows(wildcard, each.answer);
    });
  }

  Random& random_;
  dns::WildcardNames names_;
  dns::Wildcards published_;
  dns::CalibrationRun run_;
  std::array<std::optional<dns::Name>, 2> asked_;
  std::size_t taken_ = 0;
};

}  // namespace

asio::awaitable<Result<dns::Wildcards>> ask_wildcards(ProbeContext context, dns::WildcardNames names,
                                                      std::vector<dns::NameServer> servers) {
  auto long_lived = co_await ask_wildcard(context, names.long_lived, servers);
  if (!long_lived) co_return std::unexpected(long_lived.error());
  auto short_lived = co_await ask_wildcard(context, names.short_lived, servers);
  if (!short_lived) co_return std::unexpected(short_lived.error());
  co_return dns::wildcards_of(*std::move(long_lived), *std::move(short_lived));
}

asio::awaitable<std::optional<Result<dns::Calibration>>> measure(ProbeContext context, dns::Resolver resolver,
                                                                 dns::WildcardNames names,
                                                                 dns::Wildcards published,
                                                                 BeforeQuestion before) {
  const auto script = dns::calibration_script(published.short_lived.ttl);
  Interrogation asked(context.random, std::move(names), std::move(published));
  // Those that are measured side by side are not asked in step.
  co_await context.clock.sleep_until(context.clock.steady() + Millis{context.random.below(kMostDelay)});
  SteadyTime round_begins = context.clock.steady();
  std::size_t round = 0;
  for (const auto& question : script) {
    if (question.round != round) {
      co_await context.clock.sleep_until(round_begins + dns::kRoundsApart);
      round_begins = context.clock.steady();
      round = question.round;
    }
    if (!before(asked.taken()) || !co_await take_turn(context, resolver, kLongestWait))
      co_return std::nullopt;
    const auto name = asked.name_for(question);
    asked.take(question, name, co_await ask(context, resolver, {name, dns::RrType::txt}));
    if (asked.is_in_vain()) break;
  }
  co_return asked.result();
}

}  // namespace cutwatch
