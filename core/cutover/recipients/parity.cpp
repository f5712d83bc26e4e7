#include "core/cutover/recipients/parity.hpp"

#include "core/cutover/recipients/recipient_target.hpp"
#include "core/cutover/record/freshness.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace cutwatch::cutover {
namespace {

using mail::RecipientAnswer;

constexpr std::size_t kMostOfFailure = 160;

bool is_fresh(const Plan& plan, WallTime at, WallTime now) {
  return cutover::is_fresh(plan.timing, at, plan.recipients.interval, now);
}

const RecipientState* find(const DomainState& state, const RecipientTarget& target,
                           const std::string& recipient) {
  const auto server = state.recipients.find(target.key());
  if (server == state.recipients.end()) return nullptr;
  const auto found = server->second.find(recipient);
  return found == server->second.end() ? nullptr : &found->second;
}

std::string why_unclear(const RecipientState& state, WallTime now) {
  if (state.failure) return printable(to_string(*state.failure), kMostOfFailure);
  if (!state.last) return "it has not answered";
  const auto reply = mail::short_text(state.last->reply);
  const bool is_old = state.told && state.told->at == state.last->at;
  return is_old ? fmt::format("it was last asked at {}: {}", seen_at(state.last->at, now), reply) : reply;
}

/// At one address.
RecipientStanding standing_at(const Plan& plan, const RecipientState* state, WallTime now) {
  if (state == nullptr) return {.words = "it has not been asked yet"};
  if (!state->told || !is_fresh(plan, state->told->at, now)) return {.words = why_unclear(*state, now)};
  return {.answer = mail::recipient_answer(state->told->reply),
          .words = mail::short_text(state->told->reply),
          .at = state->told->at};
}

int weight(RecipientAnswer answer) {
  switch (answer) {
    case RecipientAnswer::valid: return 0;
    case RecipientAnswer::unclear: return 1;
    case RecipientAnswer::refused: return 2;
  }
  std::unreachable();
}

/// The worse of two addresses; of equals what was seen longer ago.
RecipientStanding worse(RecipientStanding one, RecipientStanding other) {
  if (one.answer != other.answer)
    return weight(one.answer) > weight(other.answer) ? std::move(one) : std::move(other);
  return one.at && other.at && *other.at < *one.at ? std::move(other) : std::move(one);
}

/// All that judgements of one moment are made from.
struct Look {
  const Plan& plan;
  const DomainState& state;
  std::vector<RecipientTarget> targets;
  WallTime now;
};

RecipientStanding standing_of(const Look& look, ServerRole role, const std::string& recipient) {
  std::optional<RecipientStanding> out;
  for (const auto& target : look.targets) {
    if (target.role != role) continue;
    auto here = standing_at(look.plan, find(look.state, target, recipient), look.now);
    out = out ? worse(*std::move(out), std::move(here)) : std::move(here);
  }
  return out.value_or(RecipientStanding{.words = "the plan does not name the server"});
}

/// In the look that began then.
bool took_another(const Look& look, const RecipientTarget& target, const std::string& control, WallTime at) {
  const auto server = look.state.recipients.find(target.key());
  if (server == look.state.recipients.end()) return false;
  return std::ranges::any_of(server->second, [&](const auto& each) {
    const auto& last = each.second.last;
    return each.first != control && last && last->at == at &&
           mail::recipient_answer(last->reply) == RecipientAnswer::valid;
  });
}

/// What does not say whether the control is valid shows something only beside one that is taken: a server
/// that refuses all for a while, whether by a 4xx or as a policy, may take anybody the next time.
Telling telling_at(const Look& look, const RecipientTarget& target) {
  const auto name = control_recipient(look.plan);
  const auto* control = find(look.state, target, name);
  if (control == nullptr) return Telling::unknown;
  const auto is_recent = [&](const std::optional<RecipientState::Said>& said) {
    return said && is_fresh(look.plan, said->at, look.now);
  };
  if (is_recent(control->told)) {
    const bool is_taken = mail::recipient_answer(control->told->reply) == RecipientAnswer::valid;
    return is_taken ? Telling::takes_any : Telling::apart;
  }
  const auto& last = control->last;
  const bool is_apart =
      is_recent(last) && mail::is_told_apart(last->reply) && took_another(look, target, name, last->at);
  return is_apart ? Telling::apart : Telling::unknown;
}

Telling telling_of(const Look& look, ServerRole role) {
  std::optional<Telling> out;
  for (const auto& target : look.targets) {
    if (target.role != role) continue;
    const auto here = telling_at(look, target);
    const bool is_worse = here == Telling::takes_any || out == Telling::apart;
    if (!out || is_worse) out = here;
  }
  return out.value_or(Telling::unknown);
}

}  // namespace

std::string_view to_string(Telling telling) noexcept {
  switch (telling) {
    case Telling::apart: return "apart";
    case Telling::takes_any: return "takes_any";
    case Telling::unknown: return "unknown";
  }
  std::unreachable();
}

Parity parity_of(const Plan& plan, const DomainState& state, WallTime now) {
  const Look look{.plan = plan, .state = state, .targets = recipient_targets(plan), .now = now};
  Parity out;
  for (const auto& recipient : plan.recipients.addresses) {
    out.recipients.push_back({.recipient = recipient,
                              .old_server = standing_of(look, ServerRole::old_server, recipient),
                              .new_server = standing_of(look, ServerRole::new_server, recipient)});
  }
  out.old_telling = telling_of(look, ServerRole::old_server);
  out.new_telling = telling_of(look, ServerRole::new_server);
  return out;
}

}  // namespace cutwatch::cutover
