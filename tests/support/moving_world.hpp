#pragma once
#include "core/cutover/cutover_assessment.hpp"
#include "tests/support/observations.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

// A domain of any kind that moves, with all the records of its plan, name servers that come and go, two
// honest resolvers and probe mail, and an agent that looks at everything once in two minutes. What is true is
// known beside what the agent sees.
namespace cutwatch::test {

inline const dns::NameServer kNs3{"ns3.example.org.", endpoint("203.0.113.53")};

/// How often everything is looked at.
inline constexpr double kLookEvery = 120;

/// Plans for example.org, with a TTL of an hour before the cutover; `waived` are gates that go without
/// evidence. A host that is "192.0.2.10" moves to "198.51.100.9".
cutover::Plan moving_plan(cutover::Kind kind, const std::vector<std::string>& waived = {});

/// A record of `moving_plan` as one of its plans has it.
const dns::Question kMailA{name("mail.example.org"), dns::RrType::a};
const dns::Question kMailAaaa{name("mail.example.org"), dns::RrType::aaaa};
const dns::Question kSubmissionA{name("submission.example.org"), dns::RrType::a};

/// What a resolver does. One that keeps gives what it held when it began to, for ever, as outdated answers.
enum class Manner : std::uint8_t { honest, keeps, silent };

/// What becomes of a message.
enum class Fate : std::uint8_t { delivered, refused, missing, put_off };

class MovingWorld {
 public:
  /// All is at its first stage, at two name servers, with the TTL from before.
  explicit MovingWorld(cutover::Plan plan, std::int64_t ttl = 3600);

  /// One record at one name server, from now on.
  void publish(const dns::NameServer& server, const dns::Question& record, const dns::RrSet& rrset,
               std::int64_t ttl);
  /// At all of them.
  void publish(const dns::Question& record, const dns::RrSet& rrset, std::int64_t ttl);
  /// All records that the switch changes, at all name servers, as they are with another TTL.
  void set_ttl(std::int64_t ttl);
  /// What a step publishes, at one name server or at all: every record as it is to be once that is taken.
  void take(const dns::NameServer& server, cutover::Step step, std::int64_t ttl);
  void take(cutover::Step step, std::int64_t ttl);

  /// All have the zone with the newest serial, which is as what each has: what differs goes on to differ.
  void renumber();
  /// All have the zone of the first one.
  void transfer();

  /// A name server more, with the zone that another one has had from the beginning, or has now.
  void join(const dns::NameServer& server, bool has_old_zone);
  void leave(const dns::NameServer& server);
  void set_silent(const dns::NameServer& server, bool is_silent) { silent_[server] = is_silent; }
  void set_mail(const std::string& path, Fate fate) { fates_[path] = fate; }
  /// Of "google" or "quad9".
  void set_manner(const std::string& resolver, Manner manner) { manners_[resolver] = manner; }

  /// The agent cannot find out, from now on, which name servers there are: it goes on asking those it knows.
  void set_delegation_lost(bool is_lost) { is_delegation_lost_ = is_lost; }
  bool is_delegation_lost() const { return is_delegation_lost_; }
  /// When the agent last found out.
  double delegation_found() const { return delegation_found_; }

  /// The agent reads another configuration. The name servers stay as they are.
  void replan(cutover::Plan plan) {
    plan_ = std::move(plan);
    tell_delegation();
  }

  void pass(double seconds);
  void pass_unwatched(double seconds) { now_ += seconds; }
  void see(const Observation& observation) { snapshot_ = fold(std::move(snapshot_), observation); }
  /// What is thought now is written down, as the agent does whenever that changes.
  void remember();

  cutover::CutoverAssessment assess() const;
  const cutover::Gate& gate(const cutover::CutoverAssessment& assessed, cutover::Step step,
                            std::string_view id) const;
  cutover::Verdict verdict(cutover::Step step, std::string_view id) const;
  std::string sentence() const { return assess().decision.sentence; }

  double now() const { return now_; }
  const DomainState& state() const { return *snapshot_.domains.at(kDomain); }
  const cutover::Plan& plan() const { return plan_; }
  const std::vector<dns::NameServer>& servers() const { return servers_; }

  /// The truth. When the last copy that is meant can end, by any name server that is or was; 0 for none.
  using Meant = std::function<bool(const cutover::WatchedRecord&, const dns::RrSet&, std::int64_t ttl)>;
  double last_copy_ends(const Meant& is_meant) const;
  /// Whether a name server has every record that a step changes as it is after that step, or after a later
  /// one.
  bool has_taken(const dns::NameServer& server, cutover::Step step) const;
  /// The largest stage that a name server has, be it one that the agent has not seen leave.
  std::size_t stage_anywhere(const dns::Question& record) const;
  std::int64_t largest_ttl(const dns::Question& record) const;
  /// How often, since an instant, some resolver has given what leads to the old server, and nothing else
  /// since.
  std::size_t kept_answers(const dns::Question& record, WallTime since) const;
  /// The last message down the new path arrived, and none is missing that should be there by now.
  bool is_new_path_well() const;
  /// How many messages down the new path were refused or went missing of those sent in the last `seconds`.
  std::size_t harmed_lately(double seconds) const;

 protected:
  /// At the delegation, when it is time for that.
  void look_for_servers();

 private:
  struct Served {
    double when;
    dns::RrSet rrset;
    std::int64_t ttl;
    std::uint32_t serial;
  };
  using Zone = std::map<dns::Question, std::vector<Served>>;

  void note(const cutover::WatchedRecord& record);
  void look();
  void look_at(const cutover::WatchedRecord& record);
  void look_by(const dns::Resolver& resolver, const cutover::WatchedRecord& record);
  void look_at_mail(const std::string& path);
  /// Once in so many looks, as the agent's probe does.
  void tell_delegation();
  std::uint32_t serial_for(std::uint32_t present, const dns::Question& record, const dns::RrSet& rrset,
                           std::int64_t ttl);
  std::uint32_t serial_of(const dns::NameServer& server) const;
  const Served& served(const dns::NameServer& server, const dns::Question& record) const;

  cutover::Plan plan_;
  std::vector<dns::Resolver> resolvers_;
  std::vector<dns::NameServer> servers_;
  std::vector<dns::NameServer> found_;     ///< Those that the agent knows of, and asks.
  std::map<dns::NameServer, Zone> zones_;  ///< Of those that have left, too.
  std::map<dns::NameServer, double> left_;
  std::map<dns::NameServer, bool> silent_;
  std::map<std::string, Fate> fates_{{"old", Fate::delivered}, {"new", Fate::delivered}};
  std::map<std::string, Manner> manners_;  ///< By resolver; honest where there is none.
  std::map<std::pair<std::string, dns::Question>, std::pair<dns::RrSet, double>> cached_;
  /// When resolvers that keep gave what leads to the old server, the last in a row.
  std::map<std::pair<std::string, dns::Question>, std::vector<double>> kept_;
  std::map<std::string, std::vector<std::string>> put_off_;  ///< By path.
  std::vector<std::pair<double, Fate>> by_new_;  ///< When they were sent, and what became of them.
  Snapshot snapshot_;
  double now_ = 0;
  double looked_for_servers_ = 0;
  double delegation_found_ = 0;
  bool is_delegation_lost_ = false;
  std::uint32_t serial_ = 1;
  std::uint32_t sent_ = 0;
};

}  // namespace cutwatch::test
