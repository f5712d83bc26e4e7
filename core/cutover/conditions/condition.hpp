#pragma once
#include "core/cutover/gates/evidence.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// What can be wrong. One table feeds the API, the commands, the metrics and docs/conditions.md: adding a
// condition costs a judge, one line of the table, and a heading in docs/runbooks/conditions.md.
namespace cutwatch::cutover {

/// How bad a condition is; values of the `severity` label.
enum class Severity : std::uint8_t {
  critical,  ///< mail is lost or will be: now
  warning,   ///< it will be wrong when the cutover goes on
  info,      ///< good to know
};

inline constexpr std::array kSeverities{Severity::critical, Severity::warning, Severity::info};

std::string_view to_string(Severity severity) noexcept;

/// Why a condition holds.
struct Finding {
  std::string evidence;                ///< In words and numbers, without a full stop; printable ASCII.
  std::optional<Severity> severity{};  ///< Where it is another than the rule's.
  std::string_view action{};           ///< Where it is another than the rule's; a literal.
};

/// Something that can be wrong.
struct ConditionRule {
  std::string_view id;  ///< The value of the `condition` label, and the anchor in the runbook.
  Severity severity;
  std::string_view question;  ///< Answered with no while the condition holds.
  std::string_view cause;
  std::string_view action;
  /// Nothing where all is well or nobody can tell. Null: nothing gathers the evidence yet.
  std::optional<Finding> (*judge)(const Evidence&);

  bool is_watched() const { return judge != nullptr; }
  /// The heading of docs/runbooks/conditions.md that tells more.
  std::string runbook() const;
};

/// All conditions, by subject, in the order in which they are shown.
std::span<const ConditionRule> condition_rules();

/// The rule of that id; null when there is none.
const ConditionRule* find_condition(std::string_view id);

/// Something that is wrong now.
struct Condition {
  const ConditionRule* rule = nullptr;
  Severity severity = Severity::critical;  ///< As it stands now.
  std::string evidence;
  std::string_view action{};              ///< What to do now.
  std::optional<Maintenance> muted_by{};  ///< Planned maintenance that is under way: nobody is to be woken.

  bool is_muted() const { return muted_by.has_value(); }
  /// The one sentence, the same everywhere.
  std::string sentence() const;
};

/// The conditions that hold, the worst first; all of them muted during planned maintenance. Pure.
std::vector<Condition> conditions_of(const Evidence& evidence);

/// docs/conditions.md, in full.
std::string condition_documentation();

}  // namespace cutwatch::cutover
