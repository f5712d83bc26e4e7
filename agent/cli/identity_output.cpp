#include "agent/cli/identity_output.hpp"

#include "agent/cli/command_line.hpp"
#include "core/text/printable.hpp"
#include "exporters/identity_json.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace cutwatch::cli {
namespace {

using cutover::AddressIdentity;
using cutover::IdentityFinding;
using cutover::IdentityGrade;

constexpr std::size_t kMostNames = 3;

std::string names_of(const AddressIdentity& identity) {
  if (identity.state == nullptr || !identity.state->reverse) return "-";
  const auto& names = identity.state->reverse->look.names;
  if (names.empty()) return "(none)";
  std::string out;
  for (std::size_t i = 0; i < std::min(names.size(), kMostNames); ++i)
    out += fmt::format("{}{}", out.empty() ? "" : ",", names[i].name.text());
  const auto more =
      names.size() - std::min(names.size(), kMostNames) + identity.state->reverse->look.left_out;
  return more == 0 ? out : fmt::format("{},+{}", out, more);
}

std::string_view agreement(const std::optional<IdentityFinding>& greeting) {
  if (!greeting) return "not asked";
  switch (greeting->grade) {
    case IdentityGrade::good:
    case IdentityGrade::promised: return "agrees";
    case IdentityGrade::bad: return "differs";
    case IdentityGrade::unknown: return "?";
  }
  std::unreachable();
}

std::string line_of(const AddressIdentity& identity) {
  return fmt::format("{:<22}  {:<9}  {:<9}  {}\n", identity.target.address.text(),
                     identity.iprev ? to_string(*identity.iprev) : "?", agreement(identity.greeting),
                     printable(names_of(identity)));
}

/// What is wrong, or not known.
std::string notes_on(const AddressIdentity& identity) {
  std::string out;
  if (identity.reverse.grade != IdentityGrade::good) out += printable(identity.reverse.words, 1024) + "\n";
  if (identity.greeting && identity.greeting->grade != IdentityGrade::good)
    out += printable(identity.greeting->words, 1024) + "\n";
  return out;
}

IdentityGrade worst(const AddressIdentity& identity) {
  const auto& reverse = identity.reverse.grade;
  if (!identity.greeting || reverse == IdentityGrade::bad) return reverse;
  return identity.greeting->grade == IdentityGrade::bad ? IdentityGrade::bad
                                                        : std::max(reverse, identity.greeting->grade);
}

/// A server that is known to be wrong is worse than one of which nothing is known.
class Status {
 public:
  void add(IdentityGrade grade) {
    is_wrong_ = is_wrong_ || grade == IdentityGrade::bad;
    is_unknown_ = is_unknown_ || grade == IdentityGrade::unknown;
  }
  int value() const { return is_wrong_ ? kNotPassed : is_unknown_ ? kCannotTell : kPass; }

 private:
  bool is_wrong_ = false;
  bool is_unknown_ = false;
};

}  // namespace

IdentityAnswer answer_for(const std::vector<ProbedIdentity>& probed, WallTime now) {
  std::string lines = fmt::format("{:<22}  {:<9}  {:<9}  {}\n", "ADDRESS", "IPREV", "GREETING", "PTR");
  std::string notes;
  auto list = nlohmann::json::array();
  Status status;
  for (const auto& each : probed) {
    const auto identities = cutover::identities_of(each.plan, each.state, now);
    if (each.failure) {
      notes += fmt::format("{}: {}\n", printable(each.target), printable(each.failure->detail));
      status.add(IdentityGrade::unknown);
    }
    for (const auto& identity : identities) {
      lines += line_of(identity);
      notes += notes_on(identity);
      status.add(worst(identity));
    }
    list.push_back(
        {{"target", printable(each.target)},
         {"failure", each.failure ? nlohmann::json(printable(each.failure->detail)) : nlohmann::json()},
         {"addresses", exporters::identities_json(identities)}});
  }
  const nlohmann::json document{{"ok", status.value() == kPass}, {"targets", list}};
  return {.table = lines + notes, .json = document.dump(-1, ' ', true) + "\n", .status = status.value()};
}

}  // namespace cutwatch::cli
