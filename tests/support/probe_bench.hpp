#pragma once
#include "probes/registry.hpp"
#include "tests/support/answering_connector.hpp"
#include "tests/support/observations.hpp"
#include "tests/support/recording_journal.hpp"
#include "tests/support/scripted_dns.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/support/sim.hpp"

#include <stdexcept>

namespace cutwatch::test {

/// A world in which one probe runs at a time.
struct ProbeBench {
  Sim sim;
  SeededRandom random;
  ScriptedDns dns{sim.clock};
  AnsweringConnector mail;
  net::SmtpClient smtp{mail, sim.clock};
  net::ImapClient imap{mail, sim.clock};
  RecordingJournal journal;
  QueryPace pace;
  cutover::Plan plan{.domain = name("example.org")};
  std::vector<dns::Resolver> resolvers;
  Shared<DomainState> known;
  SteadyTime watching_since = sim.clock.steady() - std::chrono::hours{1};

  std::vector<ScheduledProbe> planned() const { return plan_probes({plan, resolvers, *known}); }

  ScheduledProbe probe(const std::string& id_start) const {
    for (auto& each : planned()) {
      if (each.id.starts_with(id_start)) return each;
    }
    throw std::logic_error("no probe is planned whose id begins " + id_start);
  }

  std::vector<Observation> run(const ScheduledProbe& planned) {
    return sim
        .run(planned.probe->run({.clock = sim.clock,
                                 .random = random,
                                 .dns = dns,
                                 .smtp = smtp,
                                 .imap = imap,
                                 .journal = journal,
                                 .pace = pace,
                                 .known = known,
                                 .watching_since = watching_since}))
        .value();
  }
  std::vector<Observation> run(const std::string& id_start) { return run(probe(id_start)); }

  template <class T>
  T run_for(const std::string& id_start) {
    const auto observations = run(id_start);
    if (observations.size() != 1) throw std::logic_error("not one observation");
    return std::get<T>(observations.front());
  }

  void watch(const dns::Question& question, dns::Stages stages = {kOldMx, kNewMx}) {
    plan.records.push_back({.question = question, .stages = std::move(stages), .interval = Seconds{60}});
  }
};

}  // namespace cutwatch::test
