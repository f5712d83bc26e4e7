#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/observation/observation.hpp"
#include "tests/support/values.hpp"

#include <map>
#include <optional>
#include <vector>

// Who the addresses of a plan's servers are, beside a world that plays its records: reverse names, where they
// lead, and greetings come, disagree and vanish. What the agent was told last is known apart from what it
// makes of it.
namespace cutwatch::test {

/// The servers of `moving_plan`, old and new.
std::vector<cutover::Server> moving_servers(cutover::Kind kind);

class IdentityPlay {
 public:
  explicit IdentityPlay(const cutover::Plan& plan);

  /// Everything leads back, and everybody answers.
  void be_well();
  /// One thing about one server becomes something else.
  void change(Cases& cases);

  /// What a look at every address shows at `now`.
  std::vector<Observation> look(double now);

  /// Whether what was told of a server in the last three intervals is good: a reverse name, and every name
  /// that it greets by, leads back to its address, or will by the switch.
  bool is_known_good(cutover::ServerRole role, double now) const;
  /// As above, by the reverse name alone.
  bool is_known_by_name(cutover::ServerRole role, double now) const;

 private:
  enum class Name { good, promised, elsewhere, nowhere, untold };
  enum class Answer { told, none, silent };
  struct Truth {
    Answer reverse = Answer::told;
    std::vector<Name> names{Name::good};
    bool is_disputed = false;
    Answer greeting = Answer::told;
    std::vector<Name> greets_as{Name::good};
  };
  struct Told {
    double when;
    bool is_good;
  };
  struct Host {
    std::vector<IpAddress> addresses;
    bool is_moving = false;  ///< The plan gives its name the address with the switch.
    Truth truth{};
    std::optional<Told> reverse{};
    std::optional<Told> greeting{};
  };

  static std::vector<dns::NameLook> looks_of(const Host& host, const std::vector<Name>& names);
  static IdentitySeen seen_at(const Host& host, const IpAddress& address);
  static void note(Host& host, double now);
  static bool counts(const std::optional<Told>& told, double now);

  std::map<cutover::ServerRole, Host> hosts_;
};

}  // namespace cutwatch::test
