#include "core/cutover/decision/retiring_words.hpp"

#include "core/cutover/decision/next_step.hpp"

#include <fmt/core.h>

namespace cutwatch::cutover {
namespace {

bool is_shared(const Plan& plan) { return !plan.shares_old_server_with.first.empty(); }

/// The mail that the step is about.
std::string own_mail(const Plan& plan) {
  return is_shared(plan) ? fmt::format("mail for {}", plan.label()) : "mail";
}

std::string mind_the_others(const Plan& plan) {
  if (!is_shared(plan)) return "";
  return fmt::format(" Mail for {} may go there too: do not {}.", text_of(plan.shares_old_server_with),
                     plan.kind == Kind::proxy ? "lock that out" : "switch it off before that has ended");
}

std::string after_that(std::string_view once, std::string_view then) {
  return then.empty() ? "" : fmt::format("; once it {}, {}", once, then);
}

}  // namespace

std::string retiring_allows(const Plan& plan, std::string_view then) {
  if (plan.kind == Kind::proxy)
    return fmt::format(" Let it take {} from the proxy only{}.{}", own_mail(plan), after_that("does", then),
                       mind_the_others(plan));
  if (is_shared(plan))
    return fmt::format(" It may refuse {} from now on{}.{}", own_mail(plan), after_that("does", then),
                       mind_the_others(plan));
  return fmt::format(" It may refuse mail from now on, or be switched off{}.", after_that("is", then));
}

std::string retiring_leaves(const Plan& plan, const std::vector<Gate>& gates) {
  if (plan.kind == Kind::proxy) {
    return is_lock_seen(gates)
               ? ""
               : fmt::format(" Let the old server take {} from the proxy only, if it does not yet.{}",
                             own_mail(plan), mind_the_others(plan));
  }
  if (is_shared(plan))
    return fmt::format(" The old server may refuse {}, if it does not yet.{}", own_mail(plan),
                       mind_the_others(plan));
  return " The old server may be switched off, if it is not yet.";
}

}  // namespace cutwatch::cutover
