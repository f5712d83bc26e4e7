#include "core/cutover/identity/identity.hpp"

#include "core/cutover/plan/change_steps.hpp"
#include "core/cutover/record/freshness.hpp"
#include "core/text/printable.hpp"
#include "core/text/quoted.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::cutover {
namespace {

constexpr std::size_t kMostNames = 3;
constexpr std::size_t kMostOfFailure = 160;

bool is_fresh(const Plan& plan, WallTime at, WallTime now) {
  return cutover::is_fresh(plan.timing, at, identity_interval(plan), now);
}

/// "a. leads to 192.0.2.10, b. has no address and 8 more".
std::string text_of(const std::vector<dns::NameLook>& names, std::size_t left_out) {
  std::string out;
  const auto shown = std::min(names.size(), kMostNames);
  for (std::size_t i = 0; i < shown; ++i)
    out += fmt::format("{}{}", out.empty() ? "" : ", ", printable(names[i].text(), 512));
  const auto more = names.size() - shown + left_out;
  return more == 0 ? out : fmt::format("{}, and {} more", out, more);
}

/// What is not known, and why.
std::string unknown_text(std::string_view what, const std::optional<std::string>& at,
                         const std::optional<Failure>& failure) {
  const auto why = failure ? ": " + printable(failure->detail, kMostOfFailure) : std::string();
  if (at) return fmt::format("{} was last seen at {}{}", what, *at, why);
  return failure ? fmt::format("{} cannot be told{}", what, why)
                 : fmt::format("{} has not been looked at", what);
}

const dns::NameLook* promised_one(const Plan& plan, const std::vector<dns::NameLook>& names,
                                  const IpAddress& address) {
  const auto found = std::ranges::find_if(
      names, [&](const dns::NameLook& each) { return is_promised(plan, each.name, address); });
  return found == names.end() ? nullptr : &*found;
}

/// What has to be published where an address has no name that leads back.
std::string ptr_to_publish(const IdentityTarget& target) {
  const auto owner = dns::reverse_name(unmapped(target.address)).text();
  const auto name =
      target.host.empty() || IpAddress::parse(target.host) ? "with its host name" : target.host + ".";
  return fmt::format("publish {} PTR {} with whoever the address belongs to", owner, name);
}

IdentityFinding judged(const Plan& plan, const IdentityTarget& target, const dns::ReverseLook& look) {
  const auto address = unmapped(target.address);
  const auto shown = address.text();
  const auto leads_back = [&](const dns::NameLook& each) { return each.leads_to(address); };
  const auto good = std::ranges::find_if(look.names, leads_back);
  if (good != look.names.end())
    return {.grade = IdentityGrade::good,
            .words = fmt::format("{} has the PTR {}, which leads back to it", shown, good->name.text())};
  if (const auto* later = promised_one(plan, look.names, address)) {
    return {.grade = IdentityGrade::promised,
            .words = fmt::format("{} has the PTR {}, which will lead back to it once the switch is published",
                                 shown, later->name.text())};
  }
  if (look.is_disputed && look.names.empty()) {
    return {.grade = IdentityGrade::bad,
            .words = fmt::format("the name servers of {} differ, and no PTR of {} is at all of them",
                                 dns::reverse_name(address).text(), shown)};
  }
  if (look.names.empty())
    return {.grade = IdentityGrade::bad,
            .words = fmt::format("{} has no PTR: {}", shown, ptr_to_publish(target))};
  return {.grade = IdentityGrade::bad,
          .words = fmt::format(
              "{} has a PTR that does not lead back to it ({}): give that name the address, or {}", shown,
              text_of(look.names, look.left_out), ptr_to_publish(target))};
}

IdentityFinding reverse_finding(const Plan& plan, const IdentityTarget& target, const IdentityState* state,
                                WallTime now) {
  const auto what = fmt::format("the PTR of {}", target.address.text());
  if (state == nullptr) return {.words = unknown_text(what, std::nullopt, std::nullopt)};
  if (!state->reverse) return {.words = unknown_text(what, std::nullopt, state->reverse_failure)};
  const auto at = state->reverse->at;
  if (!is_fresh(plan, at, now))
    return {.words = unknown_text(what, seen_at(at, now), state->reverse_failure), .at = at};
  auto finding = judged(plan, target, state->reverse->look);
  finding.at = at;
  return finding;
}

/// Whether a name that a server gives is the address's: it leads there, or will, or is one of its reverse
/// names that do.
IdentityGrade grade_of(const Plan& plan, const dns::NameLook& said, const IpAddress& address) {
  if (said.leads_to(address)) return IdentityGrade::good;
  return is_promised(plan, said.name, address) ? IdentityGrade::promised : IdentityGrade::bad;
}

/// Where a greeting is good by its address alone, its PTR being another name.
std::string beside_ptr(const IdentityState& state, const dns::Name& said) {
  if (!state.reverse) return "";
  const auto& names = state.reverse->look.names;
  const bool is_one = std::ranges::find(names, said, &dns::NameLook::name) != names.end();
  return is_one || names.empty() ? "" : ", which is not its PTR but leads to it";
}

IdentityFinding judged(const Plan& plan, const IdentityTarget& target, const IdentityState& state) {
  const auto& look = state.greeting->look;
  const auto address = unmapped(target.address);
  const auto shown = address.text();
  if (look.names.empty()) {
    return {.grade = IdentityGrade::bad,
            .words = fmt::format("the server at {} does not say its name: it greets with {} and answers EHLO "
                                 "with {}",
                                 shown, quoted(look.said.banner, 80), quoted(look.said.ehlo, 80))};
  }
  auto grade = IdentityGrade::good;
  for (const auto& each : look.names) grade = std::max(grade, grade_of(plan, each, address));
  const auto& name = look.names.front().name;
  switch (grade) {
    case IdentityGrade::good:
      return {.grade = grade,
              .words = fmt::format("{} greets as {}{}", shown, name.text(), beside_ptr(state, name))};
    case IdentityGrade::promised:
      return {.grade = grade,
              .words = fmt::format("{} greets as {}, which will lead to it", shown, name.text())};
    case IdentityGrade::bad:
    case IdentityGrade::unknown: break;
  }
  return {
      .grade = IdentityGrade::bad,
      .words = fmt::format("the server at {} greets by a name that does not lead to it ({}): let it greet as "
                           "its PTR says, or give that name the address",
                           shown, text_of(look.names, 0))};
}

IdentityFinding greeting_finding(const Plan& plan, const IdentityTarget& target, const IdentityState* state,
                                 WallTime now) {
  const auto what = fmt::format("how the server at {} greets", target.address.text());
  if (state == nullptr) return {.words = unknown_text(what, std::nullopt, std::nullopt)};
  if (!state->greeting) return {.words = unknown_text(what, std::nullopt, state->greeting_failure)};
  const auto at = state->greeting->at;
  if (!is_fresh(plan, at, now))
    return {.words = unknown_text(what, seen_at(at, now), state->greeting_failure), .at = at};
  auto finding = judged(plan, target, *state);
  finding.at = at;
  return finding;
}

}  // namespace

bool is_promised(const Plan& plan, const dns::Name& name, const IpAddress& address) {
  const auto type = address.is_v4() ? dns::RrType::a : dns::RrType::aaaa;
  const auto record = std::ranges::find(plan.records, dns::Question{name, type}, &WatchedRecord::question);
  if (record == plan.records.end()) return false;
  const auto& data = record->stages.at(stage_after(plan, *record, Step::switch_over)).data();
  return std::ranges::find(data, address.text()) != data.end();
}

AddressIdentity identity_of(const Plan& plan, const DomainState& state, const IdentityTarget& target,
                            WallTime now) {
  const auto found = state.identities.find({target.path(), target.address});
  AddressIdentity identity{.target = target,
                           .state = found == state.identities.end() ? nullptr : &found->second,
                           .iprev = std::nullopt,
                           .reverse = {},
                           .greeting = std::nullopt};
  identity.reverse = reverse_finding(plan, target, identity.state, now);
  if (identity.reverse.grade != IdentityGrade::unknown)
    identity.iprev = dns::iprev_of(identity.state->reverse->look, unmapped(target.address));
  if (target.server) identity.greeting = greeting_finding(plan, target, identity.state, now);
  return identity;
}

std::vector<AddressIdentity> identities_of(const Plan& plan, const DomainState& state, WallTime now) {
  std::vector<AddressIdentity> all;
  for (const auto& target : identity_targets(plan)) all.push_back(identity_of(plan, state, target, now));
  return all;
}

}  // namespace cutwatch::cutover
