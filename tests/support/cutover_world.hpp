#pragma once
#include "core/cutover/cutover_assessment.hpp"
#include "tests/support/observations.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

// A domain that moves, with an agent that watches it: name servers, two honest resolvers and probe mail, each
// looked at once a minute. What is true is known beside what the agent sees.
namespace cutwatch::test {

/// What one name server has for one record from some instant on.
struct ServedFrom {
  double when;
  dns::RrSet rrset;
  std::int64_t ttl;
  std::uint32_t serial;
};

/// A plan of kind `proxy` for example.org, whose MX goes through kOldMx, kNewMx and kLastMx, and whose new
/// host's address is watched at configured name servers; `waived` are gates that go without evidence.
cutover::Plan proxy_plan(const std::vector<std::string>& waived = {});

/// The ids of the gates for which nothing gathers evidence yet.
const std::vector<std::string>& pending_gates();

class CutoverWorld {
 public:
  explicit CutoverWorld(cutover::Plan plan);

  /// What a name server has from now on. One that is silent is left as it is: what nobody can see is not
  /// told.
  void publish(const dns::NameServer& server, const dns::RrSet& rrset, std::int64_t ttl);
  void publish_everywhere(const dns::RrSet& rrset, std::int64_t ttl);

  /// Time passes; the agent looks at everything once a minute unless it is down.
  void pass(double seconds);
  /// Time passes, and the agent sees nothing of it.
  void pass_unwatched(double seconds);

  /// What becomes of messages sent from now on, by path.
  void set_mail(const std::string& path, std::optional<mail::MessageResult> result) { mail_[path] = result; }
  /// Name servers that do not answer the agent from now on.
  void set_silent(const dns::NameServer& server, bool is_silent);

  /// The agent sees something more, which the world does not play by itself.
  void see(const Observation& observation) { snapshot_ = fold(std::move(snapshot_), observation); }

  /// The agent begins again, and finds that a damaged state file was moved there; empty: none was.
  void restart(const std::string& set_aside) {
    snapshot_ = with_state_file(std::move(snapshot_), {.set_aside = set_aside});
  }

  cutover::CutoverAssessment assess() const;
  const cutover::Gate& gate(const cutover::CutoverAssessment& assessed, cutover::Step step,
                            std::string_view id) const;
  cutover::VerdictKind verdict(cutover::Step step, std::string_view id) const;

  const Snapshot& snapshot() const { return snapshot_; }
  double now() const { return now_; }
  const cutover::Plan& plan() const { return plan_; }

  /// When the last copy of an RRset that can have been fetched from any name server ends, if it is honest;
  /// the beginning of time when none can.
  double last_copy_ends(const dns::RrSet& rrset) const;
  /// The same for copies of anything with a TTL above `ttl`.
  double last_long_copy_ends(std::int64_t ttl) const;
  /// The largest TTL that is published now.
  std::int64_t largest_ttl() const;
  /// The last message down the new path arrived.
  bool is_new_path_well() const { return last_new_ == mail::MessageResult::delivered; }

 private:
  template <class Meant>
  double last_end(Meant is_meant) const;
  const ServedFrom& served_now(const dns::NameServer& server) const;
  /// By the zone that was published last: another server only transfers it.
  bool is_served(const dns::RrSet& rrset, std::int64_t ttl) const;
  void serve(const dns::NameServer& server, const dns::RrSet& rrset, std::int64_t ttl);
  void look();
  /// As the agent does before the first change.
  void note_records();
  void look_at_mail(const std::string& path);

  cutover::Plan plan_;
  std::vector<dns::Resolver> resolvers_;
  std::map<dns::NameServer, std::vector<ServedFrom>> served_;
  std::map<dns::NameServer, bool> silent_;
  std::map<std::string, std::optional<mail::MessageResult>> mail_;
  std::map<std::string, std::pair<dns::RrSet, double>> cached_;  ///< By resolver: what it holds, until when.
  Snapshot snapshot_;
  std::optional<mail::MessageResult> last_new_;
  double now_ = 0;
  std::uint32_t serial_ = 0;  ///< Of the zone that was published last.
  std::uint32_t sent_ = 0;
};

}  // namespace cutwatch::test
